import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Refusable } from '../errors.js'
import { build, type Latent } from '../latent.js'
import type { Shape } from '../shape.js'
import { fillNormals } from './normals.js'
import { seedsOfBatch } from './seeds.js'
import { refusedSource } from './source.js'
import { foldIn, nameKey } from './stream-key.js'
import type { Words } from './threefry.js'

/**
 * Standard normal noise for each noise level, as a pure function: the same sigma and shape have the same bits, whatever
 * was asked before. `() => eps` is one latent for all of them.
 */
export type LevelNoise = ((sigma: number, shape: Shape) => Latent) & Refusable

/** The low and high 32 bits of a number as IEEE 754 stores it. */
const wordsOfLevel = (sigma: number): Words => {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, sigma)
  return [view.getInt32(4), view.getInt32(0)]
}

/**
 * Noise keyed by item seed and noise level, for whoever knows sigma and no interval: a denoiser that noises something
 * itself.
 *
 * ```text
 * eps = BoxMuller(Threefry(key of seed and sigma))
 * ```
 *
 * The same two give the same bits on every JavaScript engine. Seeds are those of {@link keyed}, whose lanes are other
 * streams. Latents `[batch, channels, frames]`, standard normal. Refused, by the run that begins with it: an empty list,
 * or a seed that is not a whole number from 0 to 2^53 - 1.
 * Laws: another seed or sigma has other bits; every item of a batch is drawn as the item alone.
 * Source: Salmon et al. 2011 (Threefry-2x32-20), Box and Muller 1958, keyed as JAX's `fold_in`.
 *
 * @example
 * ```ts
 * import { keyedBySigma } from '@sigmastream/core/noise'
 *
 * const noise = keyedBySigma(7)
 * const [one, again, other] = [4, 4, 2].map((sigma) => noise(sigma, [1, 1, 8]).data[0])
 * console.log(one === again, one === other) // true false
 * ```
 */
export const keyedBySigma = (seeds: number | readonly number[]): LevelNoise =>
  pipe(
    seedsOfBatch(seeds),
    E.match(
      refusedSource,
      (seedsOf): LevelNoise =>
        (sigma, shape) => {
          const [batch, channels, frames] = shape
          const size = channels * frames
          return build(shape, (out) =>
            seedsOf(batch).forEach((seed, i) =>
              fillNormals(
                foldIn(nameKey(seed, 'by sigma'), wordsOfLevel(sigma)),
                out.subarray(i * size, (i + 1) * size),
              ),
            ),
          )
        },
    ),
  )
