import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Carry, type NoSlot, ready } from '../algebra/carry.js'
import type { Step } from '../algebra/stage.js'
import { type Refused, refuse } from '../errors.js'
import { type Interval, intervalsOf } from '../interval.js'
import { checkedShape, type Latent } from '../latent.js'
import type { Draw, NoiseSource } from '../noise/source.js'
import { combine } from '../numerics/combine.js'
import { checkedSigmas } from '../schedules/checked.js'
import { type Shape, sameShape, showShape } from '../shape.js'
import type { Intervals } from './intervals.js'

/** Where a run begins: what it draws, in order, and the carry made of it. */
export interface Start<S = NoSlot> {
  readonly draws: readonly Draw[]
  readonly carry: (noise: NoiseSource) => Carry<S>
}

/** The rest of a plan's intervals, the first of them, and the state that a solver begins them with. */
export interface Later<S = NoSlot> {
  readonly intervals: Intervals<S>
  readonly first: Interval
  readonly slot: S
}

/**
 * Everything of a run but its engine: a value that can be explained, shortened, resumed, and run many times.
 * `later(fraction)` is what remains without the first part of it, 0 <= fraction < 1: of a list, without the first
 * floor(fraction * steps) intervals.
 */
export interface Plan<S = NoSlot> {
  readonly shape: Shape
  readonly step: Step<S>
  readonly intervals: Intervals<S>
  readonly steps: number
  readonly start: Start<S>
  readonly later: (fraction: number) => Later<S>
}

/** The lane of the noise that a run starts from. */
export const startLane = 'start'

/** A start at pure noise: x = sigma * eps, eps drawn from the start lane of the first interval. */
export const fromNoise = <S>(at: Interval, shape: Shape, slot: S): Start<S> => ({
  draws: [{ lane: startLane, at }],
  carry: (noise) => ready(combine([at.from, noise({ lane: startLane, at, shape })]), slot),
})

/** A start at a given x, already at the level of the first sigma; nothing is drawn. */
export const fromLatent = <S>(x: Latent, slot: S): Start<S> => ({ draws: [], carry: () => ready(x, slot) })

/**
 * A plan over a falling list of sigmas, started from pure noise of `shape`. Refused: what `checkedShape` and
 * `checkedSigmas` refuse, and what
 * the step's own check says.
 */
export const plan = (step: Step, sigmas: readonly number[], shape: Shape): E.Either<Refused, Plan> =>
  pipe(
    checkedShape('plan', shape),
    E.flatMap(() => checkedSigmas('schedule', sigmas)),
    E.flatMap(([from, to]) => {
      const intervals = intervalsOf(sigmas)
      const whole = { index: 0, from, to }
      const later = (fraction: number): Later => {
        const rest = intervals.slice(Math.floor(fraction * intervals.length))
        return { intervals: rest, first: rest[0] ?? whole, slot: {} }
      }
      return checked({ shape, step, intervals, steps: intervals.length, start: fromNoise(whole, shape, {}), later })
    }),
  )

/** The plan itself, unless its step has something against it. */
export const checked = <S>(of: Plan<S>): E.Either<Refused, Plan<S>> => {
  const refused = of.step.check(of)
  return refused === null ? E.right(of) : E.left(refused)
}

/** The plan started from `x`, already at the level of the first sigma. Refused where the shape differs. */
export const startAt = <S>(of: Plan<S>, x: Latent): E.Either<Refused, Plan<S>> =>
  sameShape(of.shape, x.shape)
    ? E.right({ ...of, start: fromLatent(x, of.later(0).slot) })
    : refuse('the start', `a latent of shape ${showShape(x.shape)}`, `one of ${showShape(of.shape)}`)
