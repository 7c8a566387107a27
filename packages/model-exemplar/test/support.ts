import { build, type Denoiser, type Latent, type Shape, sizeOf } from '@sigmastream/core'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describeExemplarError, type ExemplarError, type ExemplarModel, type Sound } from '../src/index.js'

/** What a test expects to have worked. */
export const right = <A>(result: E.Either<ExemplarError, A>): A => {
  if (E.isLeft(result)) throw new Error(describeExemplarError(result.left))
  return result.right
}

/** What a test expects to be refused, in words. */
export const refusal = <A>(result: E.Either<ExemplarError, A>): string => {
  if (E.isRight(result)) throw new Error('it was not refused')
  return describeExemplarError(result.left)
}

/** Runs `use` with the model loaded on one thread, and closes it whatever happens. */
export const withModel = async <A>(model: ExemplarModel, use: (denoiser: Denoiser) => Promise<A>): Promise<A> => {
  const open = right(await model.open(1)())
  try {
    return await use(open.denoiser)
  } finally {
    await open.close()
  }
}

export const never = new AbortController().signal

/** Numbers that look random and are always the same: the fractional parts of a sine's multiples. */
export const scattered = (length: number, salt: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + salt * 78.233) * 43758.5453
    return 2 * (x - Math.floor(x)) - 1
  })

export const latentOf = (shape: Shape, values: ArrayLike<number>): Latent => build(shape, (out) => out.set(values))

export const scatteredLatent = (shape: Shape, salt: number): Latent => latentOf(shape, scattered(sizeOf(shape), salt))

/** The largest difference between two lists of numbers of equal length. */
export const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Infinity
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

/** Short sounds of 1 to 3 channels, any length from one sample on. */
export const sounds = (longest: number): fc.Arbitrary<Sound> =>
  fc
    .record({
      length: fc.integer({ min: 1, max: longest }),
      channels: fc.integer({ min: 1, max: 3 }),
      salt: fc.nat(1000),
    })
    .map(({ length, channels, salt }) => ({
      sampleRate: 8000,
      channels: Array.from({ length: channels }, (_, channel) => scattered(length, salt + channel)),
    }))
