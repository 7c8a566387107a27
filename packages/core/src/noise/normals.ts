import { threefryFill, type Words } from './threefry.js'

/*
 * Box-Muller in float64, with logarithm, sine and cosine from a table and a short Taylor series: only +, -, *, / and
 * sqrt are used, which IEEE 754 defines to the last bit. `Math.log`, `Math.sin` and `Math.cos` are not so defined, and
 * differ between engines; they are also three times slower. The series err by less than 1e-14, and the one rounding
 * is the store as float32.
 */

/** ln x as 2 atanh((x - 1) / (x + 1)), for x near 1: 24 terms reach the last bit for 1/2 <= x <= 1. */
const ln = (x: number): number => {
  const s = (x - 1) / (x + 1)
  return Array.from({ length: 24 }, (_, k) => 2 * k + 1).reduceRight((sum, n) => sum * s * s + 2 / n, 0) * s
}

/** cos (first 0) or sin (first 1) by Taylor's series: 16 terms reach the last bits for angles from -pi to pi. */
const taylor = (angle: number, first: 0 | 1): number =>
  Array.from({ length: 16 }, (_, k) => (2 * k + first + 1) * (2 * k + first + 2)).reduceRight(
    (sum, factor) => 1 - (sum * angle * angle) / factor,
    1,
  ) * (first === 1 ? angle : 1)

const LN_BINS = 128
/**
 * Bin j holds the numbers near `centre` in (1/2, 1]; the last bin's is 1 itself, so that ln u is exact as u nears 1.
 */
const centres = Float64Array.from({ length: LN_BINS }, (_, j) =>
  j === LN_BINS - 1 ? 1 : (1 + (j + 0.5) / LN_BINS) / 2,
)
const scaleToBin = centres.map((centre) => 1 / (centre * 2 ** 32))
const minusTwoLn = centres.map((centre) => -2 * ln(centre))
const TWO_LN_2 = -2 * ln(0.5)

const ANGLE_BINS = 256
/** The middle of each bin of the circle, from -pi to pi: bins of the upper half of the words lie below 0. */
const middles = Float64Array.from({ length: ANGLE_BINS }, (_, q) => {
  const turn = (q + 0.5) / ANGLE_BINS
  return 2 * Math.PI * (turn < 0.5 ? turn : turn - 1)
})
const cosine = middles.map((angle) => taylor(angle, 0))
const sine = middles.map((angle) => taylor(angle, 1))
const STEP = (2 * Math.PI) / 2 ** 32
/** Half a step below the middle of the 24 bits below the bin: the uniform lies in the middle of its step. */
const MIDDLE = 2 ** 23 - 0.5

/**
 * Two uniform words to two standard normals, for each pair of `words` that has a place in `out` from `offset` on:
 * sqrt(-2 ln u) times cos and sin of 2 pi v. u and v lie in the middle of their 31- and 32-bit steps, so neither is 0
 * and no normal exceeds 6.66.
 *
 * Source: Box, Muller, "A note on the generation of random normal deviates" (1958).
 */
const boxMuller = (words: Int32Array, out: Float32Array, offset: number): void => {
  const end = Math.min(words.length, out.length - offset)
  // i + 1 < words.length, which is even; the bins are masked to the lengths of their tables. Writing past the end of
  // out does nothing.
  for (let i = 0; i < end; i += 2) {
    const u = words[i]! | 1
    const zeros = Math.clz32(u)
    const mantissa = u << zeros
    const bin = (mantissa >>> 24) & (LN_BINS - 1)
    const r = 1 - (mantissa >>> 0) * scaleToBin[bin]!
    const lnSeries = r * (1 + r * (1 / 2 + r * (1 / 3 + r * (1 / 4 + r * (1 / 5)))))
    const radius = Math.sqrt(TWO_LN_2 * zeros + minusTwoLn[bin]! + 2 * lnSeries)

    const v = words[i + 1]!
    const turn = v >>> 24
    const d = ((v & 0xffffff) - MIDDLE) * STEP
    const d2 = d * d
    const cos = 1 - d2 * (1 / 2 - d2 * (1 / 24))
    const sin = d * (1 - d2 * (1 / 6 - d2 * (1 / 120)))
    const x = cosine[turn]! * radius
    const y = sine[turn]! * radius
    out[offset + i] = x * cos - y * sin
    out[offset + i + 1] = y * cos + x * sin
  }
}

/** Words made at a time: few enough to stay in the processor's nearest cache. */
const CHUNK = 4096

/**
 * Fills `out` with the standard normals of the stream `key`, in order: a longer array begins with a shorter one's
 * values.
 */
export const fillNormals = (key: Words, out: Float32Array): void => {
  const words = new Int32Array(Math.min(CHUNK, out.length + (out.length % 2)))
  for (let offset = 0; offset < out.length; offset += CHUNK) {
    threefryFill(key, [offset / 2, 0], words)
    boxMuller(words, out, offset)
  }
}
