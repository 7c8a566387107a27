import { type Refusable, type Refused, refusal } from './errors.js'
import type { Latent } from './latent.js'

/**
 * Which elements are to be generated: 1, and 0 where the reference is kept; between, in proportion. A latent
 * `[batch, channels, frames]` like any other; one that was made of regions may carry a refusal.
 */
export type Mask = Latent & Refusable

/** What is against a mask in any run: what it carries, or a value outside 0..1, NaN included; `null` is nothing. */
export const refusalOfMask = (mask: Mask): Refused | null => {
  if (mask.refusal !== undefined) return mask.refusal
  const stray = mask.data.slice().find((value) => !(value >= 0 && value <= 1))
  return stray === undefined ? null : refusal('the mask', `a value of ${stray}`, 'values from 0 (keep) to 1 (generate)')
}
