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
 * Adds noise to x: what every stochastic sampler ends its step with.
 *
 * ```text
 * x' = x + scale eps
 * ```
 *
 * eps, standard normal, from `lane`; `amountOf` reads scale (a standard deviation, in sigma) off the interval, and
 * `null` draws nothing. Latents `[batch, channels, frames]`. Errors: those of {@link draw}.
 * Law: noise is drawn as declared, in order.
 *
 * @example
 * ```ts
 * import { addNoise } from '@sigmastream/core'
 *
 * const step = addNoise('mine', (at) => (at.to === 0 ? null : { scale: at.to / 2, at }))
 * console.log(step.draws({ index: 0, of: 2, from: 4, to: 1 }).join()) // mine
 * console.log(step.draws({ index: 1, of: 2, from: 1, to: 0 }).length) // 0
 * ```
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
