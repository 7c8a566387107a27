import type { Interval } from '../interval.js'
import { identity, ownIntervalsOf, type Stage, type Step } from './stage.js'

/** Which intervals something happens on. */
export type Gate = (at: Interval) => boolean

/** The window of steps `start <= index < end`, as `paint_start` and `paint_end` of variable inpainting. */
export const within =
  (start: number, end: number): Gate =>
  ({ index }) =>
    start <= index && index < end

/** The gate that is open where both are: gates conjoin. */
export const both =
  (f: Gate, g: Gate): Gate =>
  (at) =>
    f(at) && g(at)

/** The last interval of a schedule that ends at 0. */
export const toZero: Gate = ({ to }) => to === 0

/** One of two stages, chosen by the interval; calls and draws are those of the one that runs. */
export const choose = <A, B>(gate: Gate, open: Stage<A, B>, closed: Stage<A, B>): Stage<A, B> => ({
  ...ownIntervalsOf(open, closed),
  name: `choose(${open.name} | ${closed.name})`,
  memory: Math.max(open.memory, closed.memory),
  calls: (at) => (gate(at) ? open : closed).calls(at),
  draws: (at) => (gate(at) ? open : closed).draws(at),
  check: (run) => open.check(run) ?? closed.check(run),
  run: (a, env) => (gate(env.at) ? open : closed).run(a, env),
})

/** The step where the gate is open, nothing elsewhere. */
export const when = (gate: Gate, step: Step): Step => ({
  ...choose(gate, step, identity()),
  name: `when(${step.name})`,
})
