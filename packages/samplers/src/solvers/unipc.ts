import {
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  historyOf,
  type Interval,
  line,
  multistepUpdate,
  type Stage,
  stage,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import type { Multistep } from './parts/multistep.js'
import { differences, type UniPcVariant } from './parts/unipc-weights.js'

/**
 * Options of UniPC: its order, how it weighs a single difference, and whether the last steps are of orders 2 and 1, as
 * they are in diffusers (`lower_order_final`): on a list that ends at 0 that tells only from order 3 on.
 */
export interface UniPc extends Multistep {
  readonly variant?: UniPcVariant
  readonly lowerLast?: boolean
}

const orderAt = ({ index, of }: Pick<Interval, 'index' | 'of'>, { order = 2, lowerLast = false }: UniPc): number =>
  lowerLast ? Math.min(order, of - index) : order

/**
 * UniC, the corrector of UniPC: moves x by what the step that led here would have done otherwise, had it known this
 * answer.
 *
 * ```text
 * x' = x + sum_m c_m (D_m - D_before) - sum_m b_m (D_m - D_before)
 * ```
 *
 * b weighs the evaluations that {@link uniP} used in that step, c those and the newest. This is the second slot of the
 * chain denoise > uniC > uniP: no call more. It needs nothing but the evaluations, so a frame, whose x is the predicted
 * one, is a checkpoint; and it adds to x, so a projection between two steps stays. The first step has nothing to correct.
 * Latents `[batch, channels, frames]`. Nothing is refused; options must be those of the predictor.
 * Law: where the denoised is a polynomial in log sigma that the order has room for, it changes nothing, to rounding.
 * Source: Zhao et al. 2023 (UniPC, arXiv 2302.04867), section 3.1, for the prediction of data.
 *
 * @example
 * ```ts
 * import { chain, denoise } from '@sigmastream/core'
 * import { uniC, uniP } from '@sigmastream/samplers'
 *
 * const step = chain(denoise, uniC({ order: 3 }), uniP({ order: 3 }))
 * console.log(step.name, step.memory) // denoise > uniC > uniP 4
 * ```
 */
export const uniC = (options: UniPc = {}): Stage<Denoised, Denoised> => {
  const { order = 2, variant = 'bh2' } = options
  return stage(
    'uniC',
    (flow, { at }): Denoised => {
      const [newest, base, ...earlier] = historyOf(flow)
      if (base === undefined) return flow
      const used = earlier.slice(0, orderAt({ ...at, index: at.index - 1 }, options) - 1)
      const predicted = differences(variant, base, used, at.from)
      const corrected = differences(variant, base, [...used, newest], at.from)
      const back = predicted.map(([weight, latent]) => [-weight, latent] as const)
      return { ...flow, x: combine([1, flow.x], ...corrected, ...back) }
    },
    order + 1,
  )
}

/**
 * UniP, the predictor of UniPC: Euler's line at the newest denoised, and differences to earlier ones.
 *
 * ```text
 * x' = (to / from) x + (1 - to / from) D + sum_m b_m (D_m - D)
 * b_m = integral over the interval of (to / sigma) l_m d(log sigma),   l_m the Lagrange basis in log sigma
 * ```
 *
 * A single difference weighs -B h / (2 log(from / sigma_1)) instead, with h = log(from / to) and B = -h (bh1) or
 * e^-h - 1 (bh2). The step to 0 is the denoised. Latents `[batch, channels, frames]`. Nothing is refused.
 * Law: from order 3 on, exact where the denoised is a polynomial in log sigma of a degree one below the order, on any
 * list; with order 2 and bh2 it is {@link dpmpp2m}.
 * Source: Zhao et al. 2023 (UniPC, arXiv 2302.04867), section 3.2, for the prediction of data. After {@link uniC}.
 *
 * @example
 * ```ts
 * import { chain, denoise } from '@sigmastream/core'
 * import { uniP } from '@sigmastream/samplers'
 *
 * const withoutCorrector = chain(denoise, uniP({ order: 3 }))
 * console.log(withoutCorrector.memory, withoutCorrector.calls({ index: 0, of: 1, from: 4, to: 1 })) // 3 1
 * ```
 */
export const uniP = (options: UniPc = {}): Stage<Denoised, Carry> => {
  const { order = 2, variant = 'bh2' } = options
  return multistepUpdate('uniP', order, ({ at, x, past: [newest, ...earlier] }) => {
    if (at.to === 0) return combine(...line(newest, at))
    const keep = at.to / at.from
    const used = earlier.slice(0, orderAt(at, options) - 1)
    return combine([keep, x], [1 - keep, newest.denoised], ...differences(variant, newest, used, at.to))
  })
}

/**
 * UniPC: a predictor, and a corrector that has its say one step later, at no call more.
 *
 * ```text
 * denoise > uniC > uniP
 * ```
 *
 * One call a step, no noise; order 2 and bh2 unless told otherwise, fewer in the first steps; the corrector makes it one
 * more. The step to 0 is the denoised. Of higher order it wants more steps. Latents `[batch, channels, frames]`.
 * Nothing is refused.
 * Laws: the order of convergence is at least the one it is told; resuming from any frame gives the rest of the run, bit
 * for bit: the corrector reads the past alone.
 * Source: Zhao et al. 2023 (UniPC, arXiv 2302.04867); ComfyUI `sample_unipc`, `sample_unipc_bh2`, which end at sigma
 * 0.001 where the list says 0, and lower the last orders. Its stages: {@link uniC}, {@link uniP}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { unipc } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: unipc(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.739
 * ```
 */
export const unipc = (options: UniPc = {}): Sampler =>
  sampler(
    {
      order: options.order ?? 2,
      family: 'multistep',
      reference: `Zhao et al. 2023 (UniPC); ComfyUI ${options.variant === 'bh1' ? 'sample_unipc' : 'sample_unipc_bh2'}`,
    },
    chain(denoise, uniC(options), uniP(options)),
  )
