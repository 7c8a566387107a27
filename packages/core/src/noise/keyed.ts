import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { walkOf } from '../interval.js'
import { build } from '../latent.js'
import { fillNormals } from './normals.js'
import { type SeedsOfBatch, seedsOfBatch } from './seeds.js'
import { type Draw, type NoiseSource, noiseSourceOf } from './source.js'
import { foldIn, nameKey, passKey, wordsOf } from './stream-key.js'

/** The keyed source for seeds that are already checked. */
export const keyedNoise =
  (seedsOf: SeedsOfBatch): NoiseSource =>
  ({ lane, at, shape }) => {
    const [batch, channels, frames] = shape
    const size = channels * frames
    return build(shape, (out) => {
      seedsOf(batch).forEach((seed, i) => fillItem(seed, { lane, at }, out.subarray(i * size, (i + 1) * size)))
    })
  }

const fillItem = (seed: number, { lane, at }: Draw, out: Float32Array): void => {
  const { pass, step } = walkOf(at)
  fillNormals(foldIn(passKey(nameKey(seed, lane), pass), wordsOf(step)), out)
}

/**
 * The default noise: counter-based, and keyed by item seed, lane, pass and step.
 *
 * ```text
 * eps = BoxMuller(Threefry(key of seed, lane, pass and step))
 * ```
 *
 * The same four give the same bits on every JavaScript engine, whatever ran before; the step is the interval's index,
 * and the pass 1, where a run has no jumps. A single seed serves a batch of
 * any size: item i has seed + i; a list has one for each item, and a query for a batch of another size throws. Latents
 * `[batch, channels, frames]`, standard normal. Refused: an empty list, or a seed that is not a whole number from 0 to
 * 2^53 - 1.
 * Laws: another seed, lane, pass or interval has other bits; every item of a batch is drawn as the item alone.
 * Source: Salmon et al. 2011 (Threefry-2x32-20), Box and Muller 1958, keyed as JAX's `fold_in`. See {@link brownian}.
 *
 * @example
 * ```ts
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const at = { index: 0, of: 2, from: 4, to: 1 }
 * const [one, other] = ['start', 'mine'].map((lane) => keyed(7)({ lane, at, shape: [1, 1, 8] }).data)
 * const second = keyed(6)({ lane: 'start', at, shape: [2, 1, 8] }).data.slice(8)
 * console.log(one?.[0] === other?.[0], one?.[0] === second[0]) // false true
 * ```
 */
export const keyed = (seeds: number | readonly number[]): NoiseSource =>
  noiseSourceOf(pipe(seedsOfBatch(seeds), E.map(keyedNoise)))
