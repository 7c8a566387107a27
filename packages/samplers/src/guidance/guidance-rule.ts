import type { FrameScale, Latent, Refusable } from '@sigmastream/core'

/**
 * What the network itself answers, as a combination of x and the denoised: `x` times x plus `denoised` times the
 * denoised. The velocity of a flow, v = (x / (1 + sigma) - D) / t, is one, and the noise, (x - D) / sigma, another.
 */
export interface OutputWeights {
  readonly x: number
  readonly denoised: number
}

/** The network's own output by noise level. */
export type OutputOf = (sigma: number) => OutputWeights

/**
 * What the branches of a guided model said at x and sigma, all denoised `[batch, channels, frames]`: the one that is led
 * toward, the one that is led away from, and, where a rule asks it, one that is neither. `output` is what the network
 * itself answers, where that is known.
 */
export interface Branches {
  readonly x: Latent
  readonly sigma: number
  readonly toward: Latent
  readonly away: Latent
  readonly neutral: Latent | null
  readonly output: OutputOf | null
}

/** What a rule makes of branches, and what it remembers for the next call: it comes back as `remembered`. */
export interface RuleAnswer {
  readonly denoised: Latent
  readonly remembered: Latent | null
}

/**
 * A rule of guidance: how branches become one answer. It keeps nothing of its own; what it is to know of earlier calls
 * it is given.
 */
export interface GuidanceRule extends Refusable {
  readonly name: string
  /** Whether what it remembers is read again: then the step must declare it, as `withGuidanceState` does. */
  readonly remembers?: boolean
  /** Whether it asks a third branch, `neutral`; such a rule acts at scale 1 too. */
  readonly neutral?: boolean
  /** Noise levels at which it asks no branch at all: the flow stands still there. */
  readonly standsStill?: (sigma: number) => boolean
  readonly answer: (branches: Branches, scale: FrameScale, remembered: Latent | null) => RuleAnswer
}
