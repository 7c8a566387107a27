import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse, valueOrRefusal } from '../errors.js'
import { batchItem, build, type Latent } from '../latent.js'
import { sameShape, showShape } from '../shape.js'
import { type NoiseSource, noiseSourceOf } from './source.js'

/** Closer to parallel than this, the great circle is a line as far as float32 can tell. */
const parallel = 1e-4

const dot = (a: Latent, b: Latent): number =>
  a.data.slice().reduce((sum, value, i) => sum + value * (b.data[i] ?? NaN), 0)

/** What each of two items weighs on the way between them. */
const weightsOf = (a: Latent, b: Latent, by: number): readonly [ofA: number, ofB: number] => {
  const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))]
  if (lengthA === 0 || lengthB === 0) return [1 - by, by]
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b) / (lengthA * lengthB))))
  const sine = Math.sin(angle)
  if (sine < parallel) return [1 - by, by]
  const length = (1 - by) * lengthA + by * lengthB
  return [(length * Math.sin((1 - by) * angle)) / (sine * lengthA), (length * Math.sin(by * angle)) / (sine * lengthB)]
}

const between = (one: Latent, other: Latent, by: number): Latent => {
  if (!sameShape(one.shape, other.shape))
    throw new Error(`noise of ${showShape(one.shape)} and of ${showShape(other.shape)}`)
  const [batch, channels, frames] = one.shape
  const size = channels * frames
  return build(one.shape, (out) => {
    for (let item = 0; item < batch; item++) {
      const [ofOne, ofOther] = weightsOf(batchItem(one, item), batchItem(other, item), by)
      // Index below the length of all three, which have one shape.
      for (let i = item * size; i < (item + 1) * size; i++) out[i] = ofOne * one.data[i]! + ofOther * other.data[i]!
    }
  })
}

/**
 * Noise on the way from one source to another, along the great circle through what both draw: every take on the way is
 * made of noise that is as loud as theirs.
 *
 * ```text
 * a    = the angle between what both draw, for each item,   r = (1 - by) |one| + by |other|
 * eps  = r (sin((1 - by) a) one / |one| + sin(by a) other / |other|) / sin a
 * ```
 *
 * On the straight line noise would be quieter in the middle, by 3 dB, and a model would be asked what it was never trained
 * on. Every lane goes the way, so that at 1 the run is the other's. Latents `[batch, channels, frames]`. Refused: `by`
 * outside 0..1, and what either source was refused for.
 * Laws: at 0 it is the one source, at 1 the other, bit for bit; between, its length and its angle change evenly.
 * Source: Shoemake 1985 (slerp), between the noise of two seeds as in diffusers' community pipelines. See {@link keyed}.
 *
 * @example
 * ```ts
 * import { keyed, noiseBetween } from '@sigmastream/core/noise'
 *
 * const query = { lane: 'start', at: { index: 0, of: 2, from: 4, to: 1 }, shape: [1, 4, 64] } as const
 * const loudness = (by: number) =>
 *   Math.hypot(...noiseBetween(keyed(1), keyed(2), by)(query).data) / Math.hypot(...keyed(1)(query).data)
 * console.log([0, 0.5, 1].map((by) => loudness(by).toFixed(2)).join(' ')) // 1.00 1.02 1.04
 * ```
 */
export const noiseBetween = (one: NoiseSource, other: NoiseSource, by: number): NoiseSource =>
  noiseSourceOf(
    pipe(
      E.Do,
      E.bind('from', () => valueOrRefusal(one)),
      E.bind('toward', () => valueOrRefusal(other)),
      E.flatMap(({ from, toward }): E.Either<Refused, NoiseSource> => {
        if (!(by >= 0 && by <= 1))
          return refuse('noise between two sources', `${by} of the way`, 'a number from 0 (the one) to 1 (the other)')
        if (by === 0 || by === 1) return E.right(by === 0 ? from : toward)
        return E.right((query) => between(from(query), toward(query), by))
      }),
    ),
  )
