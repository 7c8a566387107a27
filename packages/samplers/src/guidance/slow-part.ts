import { build, type Latent } from '@sigmastream/core'

/** The binomial weights of a Gaussian pyramid, at offsets -2 to 2. */
const weights = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const

/** The place that lies beyond an end, mirrored at the first or last of n. */
const placeWithin = (place: number, n: number): number => {
  const period = Math.max(1, 2 * (n - 1))
  const within = ((place % period) + period) % period
  return within < n ? within : period - within
}

/** Each place the weighted mean of its neighbours, mirrored at both ends. */
const blur = (row: readonly number[]): readonly number[] =>
  row.map((_, place) =>
    weights.reduce((sum, weight, k) => sum + weight * row[placeWithin(place + k - 2, row.length)]!, 0),
  )

const halve = (row: readonly number[]): readonly number[] => blur(row).filter((_, place) => place % 2 === 0)

const double = (row: readonly number[], length: number): readonly number[] =>
  blur(Array.from({ length }, (_, place) => (place % 2 === 0 ? 2 * row[place / 2]! : 0))) // as many as halve left

/** What is left of a row after so many halvings of its rate, at its own rate again. */
const slowRow = (row: readonly number[], octaves: number): readonly number[] =>
  octaves === 0 || row.length === 1 ? row : double(slowRow(halve(row), octaves - 1), row.length)

/**
 * The slow part of a latent `[batch, channels, frames]` over its frames: the lowest level of a pyramid that halves the
 * rate `octaves` times, so about what changes more slowly than 2^octaves frames. A constant is its own slow part. Burt and
 * Adelson 1983, eq. 1 and 2, in one dimension.
 */
export const slowPart = ({ shape, data }: Latent, octaves: number): Latent => {
  const [batch, channels, frames] = shape
  return build(shape, (out) => {
    for (let row = 0; row < batch * channels; row++)
      out.set(slowRow([...data.subarray(row * frames, (row + 1) * frames)], octaves), row * frames)
  })
}
