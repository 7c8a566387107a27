import type { ReadonlyF32 } from '../latent.js'

const SIGN = 0x8000
const MAGNITUDE = 0x7fff
const INFINITE = 0x7c00
const SMALLEST_NORMAL = 0x0400
/** What the exponent of a float32 is more by than that of the half of its value. */
const REBIAS = 112 << 10
/** Half values are whole multiples of 2^-24 below this, and the exponent's spacing above it. */
const SUBNORMAL_LIMIT = 2 ** -14
/** 65 504 is the largest half; from halfway to the next power of two on, rounding to nearest gives infinity. */
const OVERFLOW = 65520
/**
 * Adding and taking away 2^52 leaves a number below it rounded to a whole one, ties to even: float64 has no room for
 * more.
 */
const ROUNDER = 2 ** 52
/** Spacing of the halves of exponent -14 to 15. */
const SPACING: readonly number[] = Array.from({ length: 30 }, (_, i) => 2 ** (i - 24))

const float32BitsOfHalf = (half: number): number => {
  const sign = (half & SIGN) << 16
  const magnitude = half & MAGNITUDE
  if (magnitude >= INFINITE) return sign | 0x7f800000 | ((magnitude & 0x03ff) << 13)
  if (magnitude >= SMALLEST_NORMAL) return sign | ((magnitude << 13) + 0x38000000)
  if (magnitude === 0) return sign
  // A subnormal is magnitude * 2^-24: shift its leading one into the implicit place.
  const shift = Math.clz32(magnitude) - 21
  return sign | ((113 - shift) << 23) | (((magnitude << shift) & 0x03ff) << 13)
}

const expand = (source: Uint16Array, bitsOf: (sixteen: number) => number): Float32Array => {
  const out = new Float32Array(source.length)
  const bits = new Uint32Array(out.buffer)
  // i < source.length.
  for (let i = 0; i < source.length; i++) bits[i] = bitsOf(source[i]!)
  return out
}

/** IEEE 754 binary16 bit patterns as float32: exact, NaN payloads and signs included. */
export const float32OfHalves = (halves: Uint16Array): Float32Array => expand(halves, float32BitsOfHalf)

/** bfloat16 bit patterns as float32: the upper half of its bits, so exact. */
export const float32OfBfloat16 = (values: Uint16Array): Float32Array => expand(values, (bits) => bits << 16)

/**
 * The nearest IEEE 754 binary16 value, ties to even, as PyTorch's `.half()` rounds: from 65 520 on infinite, below
 * 2^-25 a zero of the same sign, NaN stays NaN.
 */
export const roundToHalf = (value: number): number => {
  const magnitude = Math.abs(value)
  if (magnitude >= OVERFLOW) return value > 0 ? Infinity : -Infinity
  if (!(magnitude > 0)) return value
  // Below 2^16 the product is below 2^30, and clz32 of it gives the exponent of the magnitude.
  const exponent = magnitude < SUBNORMAL_LIMIT ? -14 : 17 - Math.clz32(magnitude * 16384)
  const spacing = SPACING[exponent + 14]! // the exponent is -14 to 15
  const rounded = (magnitude / spacing + ROUNDER - ROUNDER) * spacing
  return value < 0 ? -rounded : rounded
}

/**
 * Float32 values as IEEE 754 binary16 bit patterns, each rounded by `roundToHalf`; beyond 65 504 they become infinite.
 */
export const halvesOfFloat32 = (values: ReadonlyF32): Uint16Array => {
  const rounded = values.slice().map(roundToHalf)
  const bits = new Uint32Array(rounded.buffer)
  const out = new Uint16Array(values.length)
  for (let i = 0; i < out.length; i++) {
    const [value, pattern] = [rounded[i]!, bits[i]!] // all three have one length
    const sign = (pattern >>> 16) & SIGN
    const magnitude = Math.abs(value)
    out[i] =
      magnitude < SUBNORMAL_LIMIT
        ? sign | (magnitude * 2 ** 24)
        : sign |
          (Number.isFinite(value) ? ((pattern & 0x7fffffff) >>> 13) - REBIAS : Number.isNaN(value) ? 0x7e00 : INFINITE)
  }
  return out
}
