/**
 * The sigma that stands for nothing but noise, where a flow model's time is 1 and sigma = t / (1 - t) has no value.
 *
 * 1 / (1 + sigma) of the clip is left there: less than float32 sees beside the noise, and its time is exactly 1 in
 * float32. The squares of a latent of that level, and their sums, stay inside float32.
 *
 * @example
 * ```ts
 * import { logSnr, pureNoise } from '@sigmastream/core/schedules'
 *
 * console.log(logSnr({ steps: 8 }).sigmas[0] === pureNoise) // true
 * ```
 */
export const pureNoise = 1e12

/**
 * The time of a flow model at a sigma, x_t = (1 - t) x0 + t n:
 *
 * ```text
 * t = sigma / (1 + sigma)
 * ```
 *
 * Source: Liu et al. 2022, eq. 1. The way back: {@link sigmaOfTime}.
 *
 * @example
 * ```ts
 * import { pureNoise, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * console.log(timeOfSigma(3), Math.fround(timeOfSigma(pureNoise))) // 0.75 1
 * ```
 */
export const timeOfSigma = (sigma: number): number => sigma / (1 + sigma)

/** The time from which even times of a flow model are counted: 1 itself where it is that in float32. */
export const topTime = (sigmaMax: number): number => {
  const time = timeOfSigma(sigmaMax)
  return Math.fround(time) === 1 ? 1 : time
}

/**
 * The sigma at a time of a flow model, from 0 to 1; at 1 it is {@link pureNoise}, and never more.
 *
 * ```text
 * sigma = t / (1 - t)
 * ```
 *
 * Source: Liu et al. 2022, eq. 1. The way back: {@link timeOfSigma}.
 *
 * @example
 * ```ts
 * import { sigmaOfTime } from '@sigmastream/core/schedules'
 *
 * console.log(sigmaOfTime(0.75), sigmaOfTime(1), sigmaOfTime(0)) // 3 1000000000000 0
 * ```
 */
export const sigmaOfTime = (time: number): number => Math.min(pureNoise, time / (1 - time))
