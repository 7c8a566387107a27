import type { Denoiser, Latent } from '@sigmastream/core'

/** What the network may be asked under: the prompt, what is led away from, or no conditioning at all. */
export type Branch = 'toward' | 'away' | 'neutral'

/** The network asked under several branches at once, none of which is guided: one answer a branch, in order. */
export type BranchNetwork = (
  x: Latent,
  t: readonly number[],
  branches: readonly Branch[],
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/**
 * A denoiser that is asked under several branches at once, and gives the answer of each, in order: what guidance is made
 * of outside of the graph. It rejects as a denoiser does.
 */
export type BranchDenoiser = (
  x: Latent,
  sigma: number,
  branches: readonly Branch[],
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/**
 * How branches become one denoiser. `output` is what the network itself answers, as a combination of x and the denoised
 * at a sigma: the loudness of guidance is compared there.
 */
export type GuidedThrough = (
  branches: BranchDenoiser,
  output: (sigma: number) => { readonly x: number; readonly denoised: number },
) => Denoiser
