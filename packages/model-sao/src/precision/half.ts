import type { ReadonlyF32 } from '@sigmastream/core'
import { roundToHalf } from '@sigmastream/core'

/** Where float32 is cut to half, its exponent is less by this. */
const REBIAS = 112 << 10

/** The least half that is not subnormal, and the spacing of those that are. */
const NORMAL = 2 ** -14
const SPACING = 2 ** -24

/** Values as IEEE 754 binary16 bit patterns, rounded to nearest; beyond 65 504 they become infinite. */
export const halves = (values: ReadonlyF32): Uint16Array => {
  const rounded = values.slice().map(roundToHalf)
  const bits = new Uint32Array(rounded.buffer)
  const out = new Uint16Array(values.length)
  for (let i = 0; i < out.length; i++) {
    const [value, pattern] = [rounded[i]!, bits[i]!] // all three have one length
    const sign = (pattern >>> 16) & 0x8000
    const magnitude = Math.abs(value)
    out[i] =
      magnitude < NORMAL
        ? sign | (magnitude / SPACING)
        : sign |
          (Number.isFinite(value) ? ((pattern & 0x7fffffff) >>> 13) - REBIAS : Number.isNaN(value) ? 0x7e00 : 0x7c00)
  }
  return out
}
