import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Interval } from '../../interval.js'
import type { Lane } from '../../noise/source.js'
import { combine } from '../../numerics/combine.js'
import { type Carry, withX } from '../carry.js'
import { fallible, type Step } from '../stage.js'
import { draw } from './draw.js'

/**
 * How much noise `addNoise` adds (`scale`, a standard deviation), and the part of the interval whose noise is meant.
 */
export interface Amount {
  readonly scale: number
  readonly at: Interval
}

/**
 * x + scale * eps with eps from `lane`: what every stochastic sampler ends its step with. `amountOf` reads the amount
 * off the interval; `null` is none, and then nothing is drawn. Errors: those of `draw`.
 */
export const addNoise = (lane: Lane, amountOf: (at: Interval) => Amount | null): Step =>
  fallible(
    `addNoise(${lane})`,
    (carry: Carry, env) => {
      const amount = amountOf(env.at)
      return amount === null
        ? E.right(carry)
        : pipe(
            draw(env, lane, carry.x.shape, amount.at),
            E.map((noise) => withX(carry, combine([1, carry.x], [amount.scale, noise]))),
          )
    },
    { draws: (at) => (amountOf(at) === null ? [] : [lane]) },
  )
