import { type Frame, messageOf, type Plan, SamplingError, startOf } from '@sigmastream/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  catchError,
  concat,
  defer,
  fromEvent,
  ignoreElements,
  map,
  NEVER,
  type Observable,
  takeUntil,
  throwError,
} from 'rxjs'
import { engineOf, shownFrame, shownLatent } from './edit-engine.js'
import { orThrow, type RenderError, RenderException, renderFailed } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Job } from './job.js'
import { type Leg, legFrames } from './leg-frames.js'
import type { OpenModels } from './model.js'
import { taskPlan } from './plan.js'
import { noFrames, type RunSummary, type Take, takeOf, withFrame } from './result.js'
import { unlessStopped } from './stop.js'

/** One step was done. */
export interface FrameEvent {
  readonly _tag: 'Frame'
  readonly job: Job
  readonly frame: Frame
}

/** It is done, and what is kept of a recording not read yet. */
export interface TakeEvent {
  readonly _tag: 'Take'
  readonly job: Job
  readonly take: Take
}

/** What happens while a job runs, in this order: a frame for each step, then what it came to. */
export type JobEvent = FrameEvent | TakeEvent

/** Where a run can go on: a frame of it, and what it came to so far, that frame included. */
export interface Checkpoint {
  readonly frame: Frame
  readonly summary: RunSummary
}

/** Where a run is: the plan that it goes on with, and what it came to so far. */
export interface RunState {
  readonly plan: Plan
  readonly summary: RunSummary
}

/** How a job is run. */
export interface RunOptions {
  /**
   * Done with every frame before the next step is taken; what it fails at ends the run. It is told the plan of the frame,
   * and what the run came to so far.
   */
  readonly keep?: (frame: Frame, at: RunState) => TE.TaskEither<RenderError, void>
  /** Where the run goes on; at its start unless it is said. Refused: a frame of another plan. */
  readonly from?: Checkpoint
  /** Whether the result is listened to, where it can be heard: true unless it is said. */
  readonly heard?: boolean
  /** Ends the run: the model call under way is the last. */
  readonly signal?: AbortSignal
}

/** Whatever is thrown while a job runs. */
export const asException = (job: Job | null, cause: unknown): RenderException => {
  if (cause instanceof RenderException) return cause
  if (cause instanceof SamplingError) return new RenderException((job?.piece.errorOf ?? fromSampleError)(cause.error))
  return new RenderException(renderFailed(messageOf(cause), cause))
}

/** A job as the part of a run that ends at a step, and begins where the one before it ends. */
const legOf = (job: Job, models: Pick<OpenModels, 'of'>, ends: readonly number[], until: number): Leg => {
  const model = models.of(job.place)
  const plan = orThrow(pipe(taskPlan(job.parts, model.reference), E.mapLeft(job.piece.errorOf)))
  const since = Math.max(0, ...ends.filter((end) => end < until))
  return { plan, engine: orThrow(engineOf(job, model)), show: shownFrame(job, model), since, until }
}

/**
 * Runs a job on the models that were opened for it: a `Frame` for each step, then its `Take`. What came before a fork is
 * run as it was. Cold: who looks at it several times shares it. Errors with `RenderException`: a failure with its step, or
 * `RenderStopped`.
 */
export const renderJob = (
  job: Job,
  models: Pick<OpenModels, 'of'>,
  { keep, from, heard = true, signal }: RunOptions = {},
): Observable<JobEvent> =>
  defer(() => {
    const { errorOf } = job.piece
    const ends = (job.recipe.earlier ?? []).map(({ until }) => until)
    const before = job.earlier.map((part) => legOf(part.job, models, ends, part.until))
    const last = legOf(job, models, ends, Infinity)
    let summary = from?.summary ?? noFrames
    const going = defer(async () => orThrow(await unlessStopped(signal)())).pipe(ignoreElements())
    const start = { frame: from?.frame ?? null, done: summary.done }
    const steps = legFrames([...before, last], start, {
      look: (frame) => {
        summary = withFrame(summary, frame)
      },
      keep: keep === undefined ? null : (frame, plan) => keep(frame, { plan, summary }),
    }).pipe(
      takeUntil(signal === undefined ? NEVER : fromEvent(signal, 'abort')),
      map((frame): JobEvent => ({ _tag: 'Frame', job, frame })),
    )
    const end = defer(async (): Promise<JobEvent> => {
      const model = models.of(job.place)
      const x = summary.x ?? orThrow(pipe(startOf(last.plan, last.engine), E.mapLeft(errorOf))).x
      const made = shownLatent(job, model)(x)
      return { _tag: 'Take', job, take: orThrow(await takeOf(job, model, made, summary, heard)()) }
    })
    return concat(going, steps, going, end)
  }).pipe(catchError((cause: unknown) => throwError(() => asException(job, cause))))
