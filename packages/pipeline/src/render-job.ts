import type { Audio } from '@sigmastream/audio'
import { type Frame, type Interval, messageOf, type Plan, SamplingError, startOf } from '@sigmastream/core'
import { previews } from '@sigmastream/core/stream'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  catchError,
  concat,
  connect,
  defer,
  fromEvent,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  takeUntil,
  throwError,
} from 'rxjs'
import { engineOf, shownFrame, shownLatent } from './edit-engine.js'
import { withTape } from './edit-tape.js'
import { orThrow, type RenderError, RenderException, renderFailed } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Job } from './job.js'
import { type Leg, legFrames } from './leg-frames.js'
import type { OpenModel, OpenModels } from './model.js'
import { taskPlan } from './plan.js'
import { type Take, takeOf } from './result.js'
import { noFrames, type RunSummary, withFrame } from './run-summary.js'
import { checkedFrame } from './sound-checks.js'
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

/** The estimate of a step was made heard while the run went on; or why it could not be. */
export interface PreviewEvent {
  readonly _tag: 'Preview'
  readonly job: Job
  readonly at: Interval
  readonly audio: E.Either<RenderError, Audio>
}

/** What happens while a job runs: a frame for each step, previews of some between them, then what it came to. */
export type JobEvent = FrameEvent | PreviewEvent | TakeEvent

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
  /** Every so many steps the estimate is made heard, where the model can, as `previews` does: never unless it is said. */
  readonly previewEvery?: number
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
  const engine = withTape(job, model, orThrow(engineOf(job, model)))
  return { plan, engine, show: shownFrame(job, model), since, until }
}

/** The frames of a job, and the previews that were asked for between them. */
const stepEvents = (
  job: Job,
  { listen }: OpenModel,
  frames: Observable<Frame>,
  every: number | undefined,
): Observable<FrameEvent | PreviewEvent> => {
  const told = map((frame: Frame): FrameEvent => ({ _tag: 'Frame', job, frame }))
  if (every === undefined || listen === null) return frames.pipe(told)
  return frames.pipe(
    connect((shared) =>
      merge(
        shared.pipe(told),
        shared.pipe(
          previews({ every, decoder: listen }),
          map(({ at, decoded }): PreviewEvent => {
            const audio = pipe(
              decoded,
              E.flatMap((sound) => checkedFrame(sound, job, at.index)),
            )
            return { _tag: 'Preview', job, at, audio }
          }),
        ),
      ),
    ),
  )
}

/**
 * Runs a job on the models that were opened for it: a `Frame` for each step, then its `Take`. What came before a fork is
 * run as it was. Cold: who looks at it several times shares it. Errors with `RenderException`: a failure with its step, or
 * `RenderStopped`.
 */
export const renderJob = (
  job: Job,
  models: Pick<OpenModels, 'of'>,
  { keep, from, heard = true, previewEvery, signal }: RunOptions = {},
): Observable<JobEvent> =>
  defer(() => {
    const { errorOf } = job.piece
    const model = models.of(job.place)
    const ends = (job.recipe.earlier ?? []).map(({ until }) => until)
    const before = job.earlier.map((part) => legOf(part.job, models, ends, part.until))
    const last = legOf(job, models, ends, Infinity)
    let summary = from?.summary ?? noFrames
    const going = defer(async () => orThrow(await unlessStopped(signal)())).pipe(ignoreElements())
    const start = { frame: from?.frame ?? null, done: summary.done }
    const frames = legFrames([...before, last], start, {
      look: (frame) => {
        summary = withFrame(summary, frame)
      },
      keep: keep === undefined ? null : (frame, plan) => keep(frame, { plan, summary }),
    })
    const steps = stepEvents(job, model, frames, previewEvery).pipe(
      takeUntil(signal === undefined ? NEVER : fromEvent(signal, 'abort')),
    )
    const end = defer(async (): Promise<JobEvent> => {
      const begun = () => pipe(startOf(last.plan, orThrow(engineOf(job, model))), E.mapLeft(errorOf))
      const made = shownLatent(job, model)(summary.x ?? orThrow(begun()).x)
      return { _tag: 'Take', job, take: orThrow(await takeOf(job, model, made, summary, heard)()) }
    })
    return concat(going, steps, going, end)
  }).pipe(catchError((cause: unknown) => throwError(() => asException(job, cause))))
