import type { Latent } from '@sigmastream/core'
import { type Movement, rmsChange } from '@sigmastream/plot'
import type { View } from './job.js'

/** What the frames of a run came to so far. */
export interface Seen {
  /** `null` before the first step. */
  readonly x: Latent | null
  /** The sigmas that x went down; rejected steps are not among them. */
  readonly sigmas: readonly number[]
  /** How far the denoised estimate moved at each step after the first. */
  readonly moved: readonly Movement[]
  /** The newest denoised estimate. */
  readonly denoised: Latent | null
  readonly counts: View['counts']
}

/** Before the first frame. */
export const nothingSeen: Seen = { x: null, sigmas: [], moved: [], denoised: null, counts: null }

/** With one more frame. Steps count from 0, the rejected ones left out. */
export const withFrame = (seen: Seen, { at, x, denoised, held, counts }: View): Seen => {
  if (held) return { ...seen, x, counts }
  const before = seen.sigmas.length === 0 ? [at.from] : seen.sigmas
  const moved =
    denoised === null || seen.denoised === null
      ? seen.moved
      : [...seen.moved, { step: before.length - 1, rms: rmsChange(seen.denoised, denoised) }]
  return { x, sigmas: [...before, at.to], moved, denoised: denoised ?? seen.denoised, counts }
}
