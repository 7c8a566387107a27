import type { Interval } from '../../interval.js'
import { combine } from '../../numerics/combine.js'
import { type Carry, type Scored, withX } from '../carry.js'
import { line } from '../derivative.js'
import { type Stage, stage } from '../stage.js'

/**
 * One Euler step of the probability flow.
 *
 * ```text
 * x' = x + (to - from) d
 * ```
 *
 * At `to` = 0 it is exactly the denoised, and from however large a sigma no digit is lost. Latents
 * `[batch, channels, frames]`. No calls, no draws, nothing is refused. Part of the way: {@link eulerTo}.
 * Source: k-diffusion `sample_euler`; Karras et al. 2022, alg. 1.
 *
 * @example
 * ```ts
 * import { chain, constant, denoise, eulerStep, orThrow, plan, run, score, startAt } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const one = plan({ step: chain(denoise, score, eulerStep), schedule: [4, 1], shape: [1, 1, 1] })
 * const engine = { denoiser: pointDenoiser(constant([1, 1, 1], 0)), noise: keyed(7) }
 * const { x } = orThrow(await run(startAt(one, constant([1, 1, 1], 8)), engine)())
 * console.log(x.data[0]) // 2
 * ```
 */
export const eulerStep: Stage<Scored, Carry> = stage('eulerStep', (flow, { at }) =>
  withX(flow, combine(...line(flow.d, at))),
)

/**
 * Euler's step to a sigma within the interval: how solvers reach the places where they ask the denoiser again.
 *
 * ```text
 * x' = x + (s - from) d,   s = sigmaOf(at)
 * ```
 *
 * Latents `[batch, channels, frames]`. No calls, no draws, nothing is refused. The whole interval: {@link eulerStep}.
 *
 * @example
 * ```ts
 * import { chain, constant, denoise, eulerTo, orThrow, plan, run, score, startAt } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const toHalf = eulerTo(({ from }) => from / 2)
 * const half = plan({ step: chain(denoise, score, toHalf), schedule: [4, 1], shape: [1, 1, 1] })
 * const engine = { denoiser: pointDenoiser(constant([1, 1, 1], 0)), noise: keyed(7) }
 * const { x } = orThrow(await run(startAt(half, constant([1, 1, 1], 8)), engine)())
 * console.log(x.data[0]) // 4
 * ```
 */
export const eulerTo = (sigmaOf: (at: Interval) => number): Stage<Scored, Carry> =>
  stage('eulerTo', (flow, { at }) => withX(flow, combine(...line(flow.d, { from: at.from, to: sigmaOf(at) }))))
