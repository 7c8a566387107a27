import type { Audio } from '@sigmastream/audio'
import { type Engine, type Frame, type Interval, messageOf, type Plan, SamplingError, startOf } from '@sigmastream/core'
import { frames as framesOf, previews } from '@sigmastream/core/stream'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  catchError,
  concat,
  concatMap,
  connect,
  defaultIfEmpty,
  defer,
  fromEvent,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  Subject,
  takeUntil,
  tap,
  throwError,
} from 'rxjs'
import { engineOf, shownFrame, shownLatent } from './edit-engine.js'
import { withTape } from './edit-tape.js'
import { orThrow, type RenderError, RenderException, renderFailed } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Job } from './job.js'
import type { OpenModel } from './model.js'
import { taskPlan } from './plan.js'
import { noFrames, type Take, takeOf, withFrame } from './result.js'
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

/** How a job is run. */
export interface RunOptions {
  /** Done with every frame before the next step is taken; what it fails at ends the run. */
  readonly keep?: (frame: Frame) => TE.TaskEither<RenderError, void>
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

/** Every frame of a run, `keep` done with each before the next one is asked for. */
const keptFrames = (
  plan: Plan,
  engine: Engine,
  show: (frame: Frame) => Frame,
  keep: RunOptions['keep'],
): Observable<Frame> => {
  if (keep === undefined) return framesOf(plan, engine).pipe(map(show))
  return defer(() => {
    const pace = new Subject<void>()
    return framesOf(plan, engine, { pace }).pipe(
      map(show),
      concatMap(async (frame) => {
        orThrow(await keep(frame)())
        pace.next()
        return frame
      }),
    )
  })
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
 * Runs a job on the model that was opened for it: a `Frame` for each step, then its `Take`. Cold: who looks at it
 * several times shares it. Errors with `RenderException`: a failure with its step, or `RenderStopped`.
 */
export const renderJob = (
  job: Job,
  model: OpenModel,
  { keep, heard = true, previewEvery, signal }: RunOptions = {},
): Observable<JobEvent> =>
  defer(() => {
    const { errorOf } = job.piece
    const plan = orThrow(pipe(taskPlan(job.parts, model.reference), E.mapLeft(errorOf)))
    const untaped = orThrow(engineOf(job, model))
    const stopped = signal === undefined ? NEVER : fromEvent(signal, 'abort')
    const going = defer(async () => orThrow(await unlessStopped(signal)())).pipe(ignoreElements())
    const runOn = (engine: Engine): Observable<JobEvent> => {
      let summary = noFrames
      const frames = keptFrames(plan, engine, shownFrame(job, model), keep).pipe(
        tap((frame) => {
          summary = withFrame(summary, frame)
        }),
      )
      const steps = stepEvents(job, model, frames, previewEvery).pipe(takeUntil(stopped))
      const end = defer(async (): Promise<JobEvent> => {
        const x = summary.x ?? orThrow(pipe(startOf(plan, engine), E.mapLeft(errorOf))).x
        const made = shownLatent(job, model)(x)
        return { _tag: 'Take', job, take: orThrow(await takeOf(job, model, made, summary, heard)()) }
      })
      return concat(going, steps, going, end)
    }
    const taped = withTape(job, model, untaped).pipe(
      takeUntil(stopped),
      defaultIfEmpty(null), // it was stopped while its noise was taken
      concatMap((engine) => (engine === null ? going : runOn(engine))),
    )
    return concat(going, taped)
  }).pipe(catchError((cause: unknown) => throwError(() => asException(job, cause))))
