import type { Frame, Latent } from '@sigmastream/core'
import { stepCounts } from '@sigmastream/samplers'

/**
 * How far the denoised estimate of step `step`, which counts from 0, moved: the rms of its change from the estimate
 * before.
 */
export interface Movement {
  readonly step: number
  readonly rms: number
}

/** What the frames of a run came to so far. */
export interface RunSummary {
  /** `null` before the first step. */
  readonly x: Latent | null
  /** How many steps are done, those that an adaptive solver rejected among them. */
  readonly done: number
  /** The sigmas that x went down; rejected steps are not among them. */
  readonly sigmas: readonly number[]
  /** How far the denoised estimate moved at each step after the first. */
  readonly moved: readonly Movement[]
  /** The newest denoised estimate. */
  readonly denoised: Latent | null
  /** How many steps an adaptive solver has accepted and rejected; `null` of any other. */
  readonly counts: ReturnType<typeof stepCounts>
}

/** Before the first frame. */
export const noFrames: RunSummary = { x: null, done: 0, sigmas: [], moved: [], denoised: null, counts: null }

/** sqrt(mean((b - a)^2)) over all elements of two latents of equal shape `[batch, channels, frames]`. */
export const rmsChange = (a: Latent, b: Latent): number => {
  let sum = 0
  // the shapes are equal, so i is inside both
  for (let i = 0; i < a.data.length; i++) sum += (b.data[i]! - a.data[i]!) ** 2
  return Math.sqrt(sum / a.data.length)
}

/** With one more frame. Steps count from 0, the rejected ones left out. */
export const withFrame = (before: RunSummary, { at, carry, denoised }: Frame): RunSummary => {
  const { x, held } = carry
  const counts = stepCounts(carry)
  const done = before.done + 1
  if (held === true) return { ...before, x, done, counts }
  const sigmas = before.sigmas.length === 0 ? [at.from] : before.sigmas
  const moved =
    denoised === null || before.denoised === null
      ? before.moved
      : [...before.moved, { step: sigmas.length - 1, rms: rmsChange(before.denoised, denoised) }]
  return { x, done, sigmas: [...sigmas, at.to], moved, denoised: denoised ?? before.denoised, counts }
}
