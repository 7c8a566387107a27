import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Interval } from '../interval.js'
import { build } from '../latent.js'
import { fromGrid, increment, type Share, toGrid } from './brownian-path.js'
import { keyedNoise } from './keyed.js'
import { fillNormals } from './normals.js'
import { seedsOfBatch } from './seeds.js'
import { type Lane, type NoiseSource, noiseSourceOf } from './source.js'
import { foldIn, nameKey, wordsOf } from './stream-key.js'

/** The name of the path that a lane reads: the lane up to its first slash. */
const pathOf = (lane: Lane): string => {
  const [path = lane] = lane.split('/')
  return `brownian path ${path}`
}

/**
 * The shares of the normalised increment from one sigma to the other; none where both are the same sigma on the grid.
 */
const sharesOf = ({ from, to }: Interval): readonly Share[] => {
  const [low, high] = from < to ? [toGrid(from), toGrid(to)] : [toGrid(to), toGrid(from)]
  const scale = Math.sign(to - from) / Math.sqrt(fromGrid(high) - fromGrid(low))
  return increment(low, high).map(({ node, weight }) => ({ node, weight: weight * scale }))
}

const fillIncrement = (seed: number, path: string, shares: readonly Share[], out: Float32Array): void => {
  const key = nameKey(seed, path)
  const normals = new Float32Array(out.length)
  const sum = new Float64Array(out.length)
  shares.forEach(({ node, weight }) => {
    fillNormals(foldIn(key, wordsOf(node)), normals)
    // normals has as many elements as sum.
    for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + weight * normals[i]!
  })
  out.set(sum)
}

/**
 * Noise from a Brownian path W over sigma, fixed by the item's seed: the answer for an interval is (W(to) - W(from)) /
 * sqrt(|to - from|), standard normal. The path does not change when steps are added or the range of the schedule
 * differs: neighbouring increments add up to the increment over both, and only those that overlap are correlated.
 *
 * Each lane has a path of its own, so a fresh `reference` noise is independent of the sampler's. Lanes that must share
 * one are named with a slash: `ancestral` and `ancestral/midpoint` both read the path `ancestral`. Where `from` and
 * `to` are the same sigma (closer than 1 in 32 768) there is no increment, and the answer is that of `keyed`.
 *
 * Seeds as for `keyed`. Latents are `[batch, channels, frames]`. Throws where a sigma is negative or not finite.
 *
 * Source: k-diffusion `BrownianTreeNoiseSampler`, whose sign this keeps; the path is that of `brownian-path.ts`.
 * Refused: an empty list of seeds, or a seed that is not a whole number from 0 to 2^53 - 1.
 */
export const brownian = (seeds: number | readonly number[]): NoiseSource =>
  noiseSourceOf(
    pipe(
      seedsOfBatch(seeds),
      E.map((seedsOf): NoiseSource => {
        const keyed = keyedNoise(seedsOf)
        return (query) => {
          const { lane, at, shape } = query
          if (![at.from, at.to].every((sigma) => Number.isFinite(sigma) && sigma >= 0)) {
            throw new Error(`a Brownian path from sigma ${at.from} to ${at.to}; sigmas are finite and at least 0`)
          }
          const shares = sharesOf(at)
          if (shares.length === 0) return keyed(query)
          const [batch, channels, frames] = shape
          const size = channels * frames
          return build(shape, (out) => {
            seedsOf(batch).forEach((seed, i) =>
              fillIncrement(seed, pathOf(lane), shares, out.subarray(i * size, (i + 1) * size)),
            )
          })
        }
      }),
    ),
  )
