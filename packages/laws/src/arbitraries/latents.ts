import { build, type Latent, type Shape, sizeOf } from '@sigmastream/core'
import fc from 'fast-check'

/** The least and largest number of items, channels and frames of a shape. */
export interface ShapeRange {
  readonly batch?: readonly [least: number, largest: number]
  readonly channels?: readonly [least: number, largest: number]
  readonly frames?: readonly [least: number, largest: number]
}

const whole = ([min, max]: readonly [number, number]): fc.Arbitrary<number> => fc.integer({ min, max })

/** Small shapes `[batch, channels, frames]`: up to 2 x 3 x 6 unless asked otherwise. */
export const shapes = ({ batch = [1, 2], channels = [1, 3], frames = [1, 6] }: ShapeRange = {}): fc.Arbitrary<Shape> =>
  fc.tuple(whole(batch), whole(channels), whole(frames))

/**
 * Finite float32 values up to `largest` in size: evenly spread ones, and the odd ones (both zeros, subnormals,
 * extremes).
 */
export const elementValues = (largest: number): fc.Arbitrary<number> => {
  const bound = Math.fround(largest)
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((n) => Math.fround((n * bound) / 1000)) },
    { weight: 1, arbitrary: fc.float({ min: -bound, max: bound, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, 2 ** -149, -(2 ** -149), bound, -bound).map(Math.fround) },
  )
}

const latentsFrom = (shape: Shape, value: fc.Arbitrary<number>): fc.Arbitrary<Latent> =>
  fc
    .array(value, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((data) => build(shape, (out) => out.set(data)))

/** Latents of a shape with finite values of any kind, up to `largest` in size. */
export const latents = (shape: Shape, largest = 1e30): fc.Arbitrary<Latent> =>
  latentsFrom(shape, elementValues(largest))

/** Masks of zeros and ones. */
export const hardMasks = (shape: Shape): fc.Arbitrary<Latent> => latentsFrom(shape, fc.constantFrom(0, 1))

/** Masks with values from 0 to 1, both ends among them. */
export const softMasks = (shape: Shape): fc.Arbitrary<Latent> =>
  latentsFrom(
    shape,
    fc.oneof(
      fc.constantFrom(0, 1),
      fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
    ),
  )

/**
 * Seeds of noise: whole numbers from 0 to a little under 2^53, where a batch of up to 64 items still has a seed for
 * each.
 */
export const seeds: fc.Arbitrary<number> = fc.oneof(
  fc.nat(1000),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 63 }),
)
