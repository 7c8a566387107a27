import {
  along,
  type Carry,
  chain,
  choose,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  type Evaluation,
  eulerTo,
  type Interval,
  inFlowTime,
  type Latent,
  type Stage,
  type Step,
  score,
  span,
  toZero,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'

const part =
  (r: number) =>
  (at: Interval): number =>
    at.from + r * span(at)

const end = ({ to }: Interval): number => to

/** The first two evaluations of both methods: at the start of the interval, and in its middle. */
const twoEvaluations: Stage<Carry, Denoised> = chain(
  chain(denoise, score, eulerTo(part(1 / 2))),
  denoiseAt(part(1 / 2), 'denoise(1/2)'),
)

/** From `start` the part `r` of the way, along the derivative of another evaluation. */
const pointOf = (at: Interval, r: number, start: Evaluation, other: Evaluation): Latent =>
  combine([1, start.x], ...along(other, r * span(at)))

/**
 * Runge and Kutta's step of order 4 with a last evaluation of one's own, for a network that tells its velocity where a
 * denoiser has none; `rk4Flow` asks at the end of the interval.
 *
 * ```text
 * x' = x + h (d1 + 2 d2 + 2 d3 + d4) / 6,   h = to - from, d4 of what `atEnd` answers
 * ```
 *
 * Three calls, and those of `atEnd`; no noise. In sigma as it stands, in flow time within `inFlowTime`. Latents
 * `[batch, channels, frames]`. Nothing is refused.
 * Source: Kutta 1901.
 *
 * @example
 * ```ts
 * import { denoiseAt } from '@sigmastream/core'
 * import { rungeKuttaStep } from '@sigmastream/samplers'
 *
 * const step = rungeKuttaStep(denoiseAt(({ to }) => to))
 * console.log(step.calls({ index: 0, of: 2, from: 4, to: 1 })) // 4
 * ```
 */
export const rungeKuttaStep = (atEnd: Stage<Carry, Denoised>): Step =>
  chain(
    twoEvaluations,
    update('thirdPoint', 2, ({ at, past: [second, first] }) => pointOf(at, 1 / 2, first, second)),
    denoiseAt(part(1 / 2), 'denoise(1/2)'),
    update('fourthPoint', 3, ({ at, past: [third, , first] }) => pointOf(at, 1, first, third)),
    atEnd,
    update('rk4', 4, ({ at, past: [fourth, third, second, first] }) =>
      combine(
        [1, first.x],
        ...along(first, span(at) / 6),
        ...along(second, span(at) / 3),
        ...along(third, span(at) / 3),
        ...along(fourth, span(at) / 6),
      ),
    ),
  )

// At 0 a denoiser knows no derivative: x - D is nothing there. Ralston's method asks at three quarters of the way and no
// further, and one step of order 3 leaves a run of order 4 what it is.
const ralston: Step = chain(
  twoEvaluations,
  update('thirdPoint', 2, ({ at, past: [second, first] }) => pointOf(at, 3 / 4, first, second)),
  denoiseAt(part(3 / 4), 'denoise(3/4)'),
  update('ralston', 3, ({ at, past: [third, second, first] }) =>
    combine(
      [1, first.x],
      ...along(first, (span(at) * 2) / 9),
      ...along(second, span(at) / 3),
      ...along(third, (span(at) * 4) / 9),
    ),
  ),
)

/**
 * Runge and Kutta's method of order 4 in the time of flow models, and Ralston's of order 3 where it would end at 0.
 *
 * ```text
 * v1 = v(x, t),            v2 = v(x + h/2 v1, t + h/2),   v3 = v(x + h/2 v2, t + h/2),   v4 = v(x + h v3, t + h)
 * x' = x + h (v1 + 2 v2 + 2 v3 + v4) / 6                  h = t' - t,   v = (x_t - D) / t
 * to 0:  v3 = v(x + 3h/4 v2, t + 3h/4),   x' = x + h (2 v1 + 3 v2 + 4 v3) / 9
 * ```
 *
 * Four calls a step, three to 0; order 4, no noise. Best on times that are even, as other programs give it. Latents
 * `[batch, channels, frames]`. Nothing is refused.
 * Law: the order of convergence is at least 4, to 0 as well.
 * Source: Kutta 1901; Ralston 1962 (order 3) for the end; stable-audio-tools `sample_rk4`, which asks the network for its
 * velocity at t = 0, where a denoiser has none.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { rk4Flow } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: rk4Flow(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.744
 * ```
 */
export const rk4Flow = (): Sampler =>
  sampler(
    {
      order: 4,
      family: 'Runge-Kutta',
      reference: 'Kutta 1901, Ralston 1962; stable-audio-tools sample_rk4 on velocities',
    },
    inFlowTime(choose(toZero, ralston, rungeKuttaStep(denoiseAt(end, 'denoise(to)')))),
  )
