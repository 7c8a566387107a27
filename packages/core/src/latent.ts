import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from './errors.js'
import { type Shape, showShape, sizeOf } from './shape.js'

/**
 * A float32 array that can only be read. Typed arrays cannot be frozen (`Object.freeze` throws), so immutability
 * is this type: it has no setter, and a `Float32Array` is assignable to it.
 */
export interface ReadonlyF32 extends Iterable<number> {
  readonly length: number
  readonly [index: number]: number
  slice(start?: number, end?: number): Float32Array
  subarray(start?: number, end?: number): ReadonlyF32
}

/** An immutable float32 tensor of shape `[batch, channels, frames]`, row-major: the value that samplers move. */
export interface Latent {
  readonly shape: Shape
  readonly data: ReadonlyF32
}

/**
 * The one constructor that writes: allocates zeros of `shape`, lets `fill` write them, and hands the result out as
 * read-only. `fill` must not keep the array.
 */
export const build = (shape: Shape, fill: (out: Float32Array) => void): Latent => {
  const out = new Float32Array(sizeOf(shape))
  fill(out)
  return { shape, data: out }
}

/** A latent with the same value everywhere. */
export const constant = (shape: Shape, value: number): Latent => build(shape, (out) => out.fill(value))

/**
 * A latent as it came from outside, looked at once: throws, for whoever turns that into a value, unless it has three
 * dimensions and data that can be read. Whether the count of values fits is not asked.
 */
export const mustBeLatent = <L extends Latent>(given: L): L => {
  // What a model or a noise source written in JavaScript gives may be anything.
  const { shape, data }: Partial<Latent> = Object(given)
  if (!Array.isArray(shape) || shape.length !== 3 || typeof data?.subarray !== 'function')
    throw new TypeError('it gave no latent: give { shape: [batch, channels, frames], data: a Float32Array }')
  return given
}

/** The latent itself, whose data must have as many values as its shape says; throws as `mustBeLatent` does. */
export const mustBeWhole = (given: Latent): Latent => {
  const { shape, data } = mustBeLatent(given)
  if (data.length !== sizeOf(shape)) throw new Error(`${data.length} values for a shape of ${showShape(shape)}`)
  return given
}

/** The shape itself. Refused where a dimension is not a whole number of at least 1. */
export const checkedShape = (subject: string, shape: Shape): E.Either<Refused, Shape> =>
  shape.every((n) => Number.isSafeInteger(n) && n >= 1)
    ? E.right(shape)
    : refuse(subject, `a shape of ${showShape(shape)}`, 'three whole numbers of at least 1: [batch, channels, frames]')

/**
 * A latent from outside: the values are copied. Refused where a dimension is not a whole number of at least 1, or the
 * count differs.
 */
export const latent = (shape: Shape, values: ArrayLike<number>): E.Either<Refused, Latent> =>
  pipe(
    checkedShape('latent', shape),
    E.flatMap(() =>
      values.length === sizeOf(shape)
        ? E.right(build(shape, (out) => out.set(values)))
        : refuse('latent', `${values.length} values for a shape of ${showShape(shape)}`, `${sizeOf(shape)} values`),
    ),
  )

/** Item `index` of a batch, as a batch of one: `[batch, channels, frames]` to `[1, channels, frames]`. */
export const batchItem = ({ shape: [, channels, frames], data }: Latent, index: number): Latent => ({
  shape: [1, channels, frames],
  data: data.subarray(index * channels * frames, (index + 1) * channels * frames),
})

/** Items of equal `[1, channels, frames]` put together as one batch, in order. The list must not be empty. */
export const stack = (items: readonly [Latent, ...Latent[]]): Latent => {
  const [, channels, frames] = items[0].shape
  return build([items.reduce((n, one) => n + one.shape[0], 0), channels, frames], (out) => {
    items.reduce((offset, one) => {
      out.set(one.data, offset)
      return offset + one.data.length
    }, 0)
  })
}
