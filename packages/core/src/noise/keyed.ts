import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { build } from '../latent.js'
import { fillNormals } from './normals.js'
import { type SeedsOfBatch, seedsOfBatch } from './seeds.js'
import { type Draw, type NoiseSource, noiseSourceOf } from './source.js'
import { foldIn, nameKey, wordsOf } from './stream-key.js'

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

const fillItem = (seed: number, { lane, at }: Draw, out: Float32Array): void =>
  fillNormals(foldIn(nameKey(seed, lane), wordsOf(at.index)), out)

/**
 * The default noise: counter-based, keyed by item seed, lane and interval index. The same three give the same bits on
 * every JavaScript engine, whatever ran before; another seed, lane or index gives independent noise. Item i's noise
 * depends on its own seed alone: item i of a batch equals item i alone.
 *
 * A single seed serves a batch of any size as `itemSeeds` says; a list has one seed for each item, and a query for a
 * batch of another size throws. Latents are `[batch, channels, frames]`, standard normal.
 *
 * Source: Salmon et al. 2011 (Threefry-2x32-20) and Box and Muller 1958, keyed as JAX's `fold_in` does.
 * Refused: an empty list, or a seed that is not a whole number from 0 to 2^53 - 1.
 */
export const keyed = (seeds: number | readonly number[]): NoiseSource =>
  noiseSourceOf(pipe(seedsOfBatch(seeds), E.map(keyedNoise)))
