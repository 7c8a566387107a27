import { type Engine, type Frame, messageOf, type Plan, SamplingError, startOf } from '@sigmastream/core'
import { frames } from '@sigmastream/core/stream'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  catchError,
  concat,
  concatMap,
  defer,
  fromEvent,
  ignoreElements,
  map,
  NEVER,
  type Observable,
  Subject,
  takeUntil,
  throwError,
} from 'rxjs'
import { engineOf, shownFrame, shownLatent } from './edit-engine.js'
import { orThrow, type RenderError, RenderException, renderFailed } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Job } from './job.js'
import type { OpenModel } from './model.js'
import { taskPlan } from './plan.js'
import { noFrames, type Take, takeOf, withFrame } from './result.js'
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

/** How a job is run. */
export interface RunOptions {
  /** Done with every frame before the next step is taken; what it fails at ends the run. */
  readonly keep?: (frame: Frame) => TE.TaskEither<RenderError, void>
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

/** Every frame of a run, `keep` done with each before the next one is asked for. */
const keptFrames = (
  plan: Plan,
  engine: Engine,
  show: (frame: Frame) => Frame,
  keep: RunOptions['keep'],
): Observable<Frame> => {
  if (keep === undefined) return frames(plan, engine).pipe(map(show))
  return defer(() => {
    const pace = new Subject<void>()
    return frames(plan, engine, { pace }).pipe(
      map(show),
      concatMap(async (frame) => {
        orThrow(await keep(frame)())
        pace.next()
        return frame
      }),
    )
  })
}

/**
 * Runs a job on the model that was opened for it: a `Frame` for each step, then its `Take`. Cold: who looks at it
 * several times shares it. Errors with `RenderException`: a failure with its step, or `RenderStopped`.
 */
export const renderJob = (
  job: Job,
  model: OpenModel,
  { keep, heard = true, signal }: RunOptions = {},
): Observable<JobEvent> =>
  defer(() => {
    const { errorOf } = job.piece
    const plan = orThrow(pipe(taskPlan(job.parts, model.reference), E.mapLeft(errorOf)))
    const engine = orThrow(engineOf(job, model))
    let summary = noFrames
    const going = defer(async () => orThrow(await unlessStopped(signal)())).pipe(ignoreElements())
    const steps = keptFrames(plan, engine, shownFrame(job, model), keep).pipe(
      takeUntil(signal === undefined ? NEVER : fromEvent(signal, 'abort')),
      map((frame): JobEvent => {
        summary = withFrame(summary, frame)
        return { _tag: 'Frame', job, frame }
      }),
    )
    const end = defer(async (): Promise<JobEvent> => {
      const x = summary.x ?? orThrow(pipe(startOf(plan, engine), E.mapLeft(errorOf))).x
      const made = shownLatent(job, model)(x)
      return { _tag: 'Take', job, take: orThrow(await takeOf(job, model, made, summary, heard)()) }
    })
    return concat(going, steps, going, end)
  }).pipe(catchError((cause: unknown) => throwError(() => asException(job, cause))))
