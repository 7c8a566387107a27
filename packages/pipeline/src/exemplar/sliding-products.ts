import type { ReadonlyF32 } from '@sigmastream/core'
import { fourierTransform } from '@sigmastream/model-exemplar'

/** The sum of own[i] there[at + i] for i from `low` to `high`: four sums, which need not wait for each other. */
const productAt = (own: ReadonlyF32, there: ReadonlyF32, at: number, low: number, high: number): number => {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let i = low
  // all of it is inside both
  for (; i + 4 <= high; i += 4) {
    s0 += own[i]! * there[at + i]!
    s1 += own[i + 1]! * there[at + i + 1]!
    s2 += own[i + 2]! * there[at + i + 2]!
    s3 += own[i + 3]! * there[at + i + 3]!
  }
  for (; i < high; i++) s0 += own[i]! * there[at + i]!
  return s0 + s1 + (s2 + s3)
}

const oneByOne = (own: ReadonlyF32, there: ReadonlyF32, first: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => {
    const at = first + i
    const low = Math.max(0, -at)
    return productAt(own, there, at, low, Math.max(low, Math.min(own.length, there.length - at)))
  })

/** Samples that are transformed at once: at least four times as many as are compared. */
const sizeFor = (length: number): number => 2 ** Math.ceil(Math.log2(4 * length))

/**
 * The same by Fourier transforms: a product of spectra is one of all places of a stretch at once (overlap-save: Stockham,
 * "High-speed convolution and correlation", 1966). Two stretches are transformed at once, one as the imaginary part.
 */
const byTransform = (own: ReadonlyF32, there: ReadonlyF32, first: number, count: number): Float64Array => {
  const size = sizeFor(own.length)
  const step = size - own.length + 1
  const transform = fourierTransform(size)
  const pattern = { re: new Float64Array(size), im: new Float64Array(size) }
  for (let i = 0; i < own.length; i++) pattern.re[i] = own[i]!
  transform(pattern)
  const out = new Float64Array(count)
  const x = { re: new Float64Array(size), im: new Float64Array(size) }
  const put = (into: Float64Array, start: number): void => {
    const [from, to] = [Math.max(0, -start), Math.min(size, there.length - start)]
    into.fill(0)
    for (let i = from; i < to; i++) into[i] = there[start + i]! // inside
  }
  for (let at = 0; at < count; at += 2 * step) {
    put(x.re, first + at)
    put(x.im, first + at + step)
    transform(x)
    for (let k = 0; k < size; k++) {
      // times the conjugate of the pattern's; real and imaginary part change places for the way back
      const [a, b, c, d] = [x.re[k]!, x.im[k]!, pattern.re[k]!, pattern.im[k]!]
      x.re[k] = b * c - a * d
      x.im[k] = a * c + b * d
    }
    transform(x)
    for (let i = 0; i < Math.min(step, count - at); i++) out[at + i] = x.im[i]! / size
    for (let i = 0; i < Math.min(step, count - at - step); i++) out[at + step + i] = x.re[i]! / size
  }
  return out
}

/** From so many places on transforms take less time, however few samples are compared. */
const fewPlaces = 1024

/**
 * The sums of own[i] there[at + i] over i, for `count` places `at` from `first` on, before the beginning and behind the end
 * too: what is outside is silence.
 */
export const slidingProducts = (own: ReadonlyF32, there: ReadonlyF32, first: number, count: number): Float64Array =>
  own.length === 0 || count < fewPlaces ? oneByOne(own, there, first, count) : byTransform(own, there, first, count)
