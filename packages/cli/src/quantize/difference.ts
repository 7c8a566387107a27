import { type Audio, type AudioError, spectralDistance } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** What a run came to. */
export interface TrialResult {
  readonly x: Latent
  /** The denoised estimate of each step. */
  readonly estimates: readonly Latent[]
  readonly audio: Audio
}

/** How far the same run in another precision is from it. */
export interface Difference {
  /** Of the latents in the end: see `relativeError`. */
  readonly latents: number
  /** Of the denoised estimate of each step. */
  readonly steps: readonly number[]
  /** Of the decoded sound, in dB: see `spectralDistance`. */
  readonly decibels: number
}

/** The root mean square of the difference over that of `a`: 0 for equal latents. Both have one shape. */
export const relativeError = (a: Latent, b: Latent): number => {
  let [difference, size] = [0, 0]
  for (let i = 0; i < a.data.length; i++) {
    // both have as many elements
    difference += (b.data[i]! - a.data[i]!) ** 2
    size += a.data[i]! ** 2
  }
  return difference === 0 ? 0 : Math.sqrt(difference / size)
}

/** How far `b` is from `a`. Fails as `spectralDistance` does. */
export const differenceOf = (a: TrialResult, b: TrialResult): E.Either<AudioError, Difference> =>
  pipe(
    spectralDistance(a.audio, b.audio),
    E.map((decibels) => ({
      latents: relativeError(a.x, b.x),
      steps: a.estimates.flatMap((estimate, i) =>
        b.estimates.slice(i, i + 1).map((other) => relativeError(estimate, other)),
      ),
      decibels,
    })),
  )
