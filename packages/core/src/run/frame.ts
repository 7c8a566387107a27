import type { Carry } from '../algebra/carry.js'
import type { Interval } from '../interval.js'
import type { Latent } from '../latent.js'
import type { Fingerprint } from './fingerprint.js'

/**
 * What a step left behind: the carry is a checkpoint, `denoised` the step's last estimate of the clean latent (`null`
 * without a call). `plan` is what it is of, where it comes from a file.
 */
export interface Frame {
  readonly at: Interval
  readonly carry: Carry
  readonly denoised: Latent | null
  readonly plan?: Fingerprint
}

/** The frame of a step that went from `before` to `after`. */
export const frameOf = (at: Interval, before: Carry, after: Carry): Frame => {
  const newest = after.past[0]
  return { at, carry: after, denoised: newest === undefined || newest === before.past[0] ? null : newest.denoised }
}
