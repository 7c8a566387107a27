import { type Engine, type Frame, type Plan, resume, SamplingError } from '@sigmastream/core'
import { frames } from '@sigmastream/core/stream'
import { either as E, type taskEither as TE } from 'fp-ts'
import { concat, concatMap, defer, EMPTY, map, type Observable, Subject, take, tap } from 'rxjs'
import { orThrow, type RenderError } from './errors.js'

/** A part of a run, ready: how many steps of the run are done at its start, and at its end, `Infinity` for the last. */
export interface Leg {
  readonly plan: Plan
  /** The engine, once there is one: an edit on noise that is taken from the recording takes it first. */
  readonly engine: Observable<Engine>
  /** What others see of a frame; its carry is the run's. */
  readonly show: (frame: Frame) => Frame
  readonly since: number
  readonly until: number
}

/** How far a run is: its newest frame, `null` before the first, and how many steps are done. */
export interface RunPosition {
  readonly frame: Frame | null
  readonly done: number
}

/** What is done with each frame, in this order; the next step waits for `keep`, and what that fails at ends the run. */
export interface FrameCare {
  readonly look: (frame: Frame) => void
  readonly keep: ((frame: Frame, plan: Plan) => TE.TaskEither<RenderError, void>) | null
}

/** The first frames of a plan, `keep` done with each before the next one is asked for. */
const firstFrames = (
  plan: Plan,
  engine: Engine,
  { show, until }: Leg,
  done: number,
  { look, keep }: FrameCare,
): Observable<Frame> => {
  const count = until - done
  if (keep === null) return frames(plan, engine).pipe(take(count), map(show), tap(look))
  return defer(() => {
    const pace = new Subject<void>()
    return frames(plan, engine, { pace }).pipe(
      take(count),
      map(show),
      tap(look),
      concatMap(async (frame) => {
        orThrow(await keep(frame, plan)())
        pace.next()
        return frame
      }),
    )
  })
}

/**
 * The plan from where the run is on; where it takes over, a frame is no longer of the plan that it says to be of. Throws
 * its refusal of the frame as `SamplingError`.
 */
const restOf = ({ plan, since }: Leg, { frame, done }: RunPosition): Plan => {
  if (frame === null) return plan
  const { plan: _, ...bare } = frame
  const rest = resume(plan, done === since ? bare : frame)
  if (E.isLeft(rest)) throw new SamplingError(rest.left)
  return rest.right
}

/**
 * The frames of a run of several parts, from where it is on: each part goes on from the last frame of the one before.
 * Errors: `RenderException`, and `SamplingError` as `frames` has it.
 */
export const legFrames = (legs: readonly Leg[], from: RunPosition, care: FrameCare): Observable<Frame> => {
  const [leg, ...rest] = legs
  if (leg === undefined) return EMPTY
  if (from.done >= leg.until) return legFrames(rest, from, care)
  return defer(() => {
    let reached = from
    return concat(
      leg.engine.pipe(
        concatMap((engine) => firstFrames(restOf(leg, from), engine, leg, from.done, care)),
        tap((frame) => {
          reached = { frame, done: reached.done + 1 }
        }),
      ),
      defer(() => legFrames(rest, reached, care)),
    )
  })
}
