/**
 * The sigma that stands for t = 1, pure noise, in the time of flow models. x / (1 + sigma) is then the noise itself to
 * rounding, and t is exactly 1 in float32. A sampler that goes from here to a next sigma must not subtract two large
 * numbers: Euler's step (`line`), and whatever is made of it, does not.
 */
export const pureNoiseSigma = 1e12

/**
 * The time t of a flow model at a sigma: 0 is the sound, 1 is noise.
 *
 * ```text
 * t = sigma / (1 + sigma)     of x_t = (1 - t) x0 + t n, which is x / (1 + sigma) where x = x0 + sigma n
 * ```
 *
 * sigma is finite and at least 0; `pureNoiseSigma` gives 1 as a float32. The way back: {@link sigmaOfFlowTime}.
 * Source: Liu et al. 2022 (Rectified Flow), eq. 1, with Karras et al. 2022, table 1.
 *
 * @example
 * ```ts
 * import { flowTime, pureNoiseSigma } from '@sigmastream/core'
 *
 * console.log(flowTime(0), flowTime(1), flowTime(3), Math.fround(flowTime(pureNoiseSigma))) // 0 0.5 0.75 1
 * ```
 */
export const flowTime = (sigma: number): number => sigma / (1 + sigma)

/**
 * The sigma at a time t of a flow model.
 *
 * ```text
 * sigma = t / (1 - t), at most 1e12
 * ```
 *
 * t is from 0 to 1; 1 gives `pureNoiseSigma`. A list of such times, each turned into its sigma, is a schedule. The way back:
 * {@link flowTime}.
 *
 * @example
 * ```ts
 * import { sigmaOfFlowTime } from '@sigmastream/core'
 *
 * console.log([1, 0.75, 0.5, 0].map(sigmaOfFlowTime).join(' ')) // 1000000000000 3 1 0
 * ```
 */
export const sigmaOfFlowTime = (t: number): number => Math.min(pureNoiseSigma, t / (1 - t))
