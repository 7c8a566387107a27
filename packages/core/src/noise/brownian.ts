import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Interval, walkOf } from '../interval.js'
import { build } from '../latent.js'
import { fromGrid, increment, type Share, toGrid } from './brownian-path.js'
import { keyedNoise } from './keyed.js'
import { fillNormals } from './normals.js'
import { seedsOfBatch } from './seeds.js'
import { type Lane, type NoiseSource, noiseSourceOf } from './source.js'
import { foldIn, nameKey, passKey, wordsOf } from './stream-key.js'

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

const fillIncrement = (seed: number, path: string, pass: number, shares: readonly Share[], out: Float32Array): void => {
  const key = passKey(nameKey(seed, path), pass)
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
 * Noise from a Brownian path W over sigma, fixed by the item's seed.
 *
 * ```text
 * eps = (W(to) - W(from)) / sqrt(|to - from|)
 * ```
 *
 * The path does not change when steps are added or the schedule's range differs: neighbouring increments add up to the
 * one over both. Each lane has a path of its own, and another on every pass over its list; lanes that share one are named
 * with a slash, as `ancestral` and `ancestral/middle`. Where both sigmas are the same (closer than 1 in 32 768) it is {@link keyed}. Latents
 * `[batch, channels, frames]`, standard normal; throws where a sigma is negative or not finite. Refused: seeds as of
 * `keyed`.
 * Laws: the same draw has the same bits, whatever was drawn before; every item of a batch is drawn as the item alone.
 * Source: k-diffusion `BrownianTreeNoiseSampler`, whose sign this keeps; the path is that of `brownian-path.ts`.
 *
 * @example
 * ```ts
 * import { brownian } from '@sigmastream/core/noise'
 *
 * const path = brownian(7)
 * const between = (from: number, to: number) =>
 *   Math.sqrt(from - to) * (path({ lane: 'mine', at: { index: 0, of: 2, from, to }, shape: [1, 1, 1] }).data[0] ?? 0)
 * console.log((between(4, 2) + between(2, 1) - between(4, 1)).toFixed(5).replace('-', '')) // 0.00000
 * ```
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
              fillIncrement(seed, pathOf(lane), walkOf(at).pass, shares, out.subarray(i * size, (i + 1) * size)),
            )
          })
        }
      }),
    ),
  )
