import type { SigmaRange } from '@sigmastream/core'
import type { Objective } from '../checkpoint/model-config.js'

/**
 * The time t, 0 to 1, that the network calls a noise level. It answers v at cos(a) x0 + sin(a) eps, a = pi t / 2, so
 * that sigma = tan(a); a rectified flow answers at (1 - t) x0 + t eps, so that sigma = t / (1 - t).
 */
export const timeOf = (objective: Objective, sigma: number): number =>
  objective === 'v' ? (2 * Math.atan(sigma)) / Math.PI : sigma / (1 + sigma)

/** The noise level at time t: `timeOf` the other way round, up to rounding. */
export const sigmaAt = (objective: Objective, t: number): number =>
  objective === 'v' ? Math.tan((Math.PI * t) / 2) : t / (1 - t)

/**
 * The sigmas between which the share of noise, 0 to 1, is from `low` to `high`, as stable-audio-tools writes an
 * interval of guidance (`cfg_interval`): the share is what eps is multiplied by, sin(pi t / 2), or t for a rectified
 * flow. The whole, 1, is an infinite sigma; what is no share is NaN, which `checkGuidance` refuses.
 */
export const sigmasOfNoiseShares = (
  objective: Objective,
  { low, high }: { readonly low: number; readonly high: number },
): SigmaRange => {
  const sigmaOf = (share: number): number =>
    share < 0 || share > 1 ? NaN : objective === 'v' ? share / Math.sqrt(1 - share ** 2) : share / (1 - share)
  return { low: sigmaOf(low), high: sigmaOf(high) }
}
