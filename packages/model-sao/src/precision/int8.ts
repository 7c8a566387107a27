import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * A matrix in 8 bits: output o is `scales[o]` times the sum over i of `values[i * outputs + o]` times input i. The
 * values lie transposed, `[inputs, outputs]`, as onnxruntime's integer product takes them.
 */
interface Int8Matrix {
  readonly values: Int8Array
  readonly scales: Float32Array
}

/**
 * How many bands of its outputs, which lie one after the other, a matrix is in: squares, where it is made of such. Queries,
 * keys and values are each made by one, and the feed-forward by four for its values and four for its gates: so neither
 * has to be taken apart, and a product as wide as the tokens stays in the cache for what is done to it next.
 */
export const int8Bands = (outputs: number, inputs: number): number => (outputs % inputs === 0 ? outputs / inputs : 1)

/** The largest value; -128 is not used, so that a matrix and its negative are equally well held. */
const MOST = 127

/** Added and taken away again, it leaves a float64 rounded to the nearest whole number, ties to even. */
export const ROUNDER = 1.5 * 2 ** 52

/**
 * The side of the squares that are turned at once. Widths are multiples of 4096 bytes, which would all fall on one line
 * of a cache.
 */
const SIDE = 64

/**
 * What the scale of row `start` to `start + inputs` must hold: its largest value, and the largest sum of a pair on one
 * side of 0.
 */
const reachOf = (rows: ReadonlyF32, start: number, inputs: number): number => {
  let reach = 0
  for (let i = 0; i < inputs; i += 2) {
    // Inside the row; the last of an odd count has no partner.
    const [a, b] = [rows[start + i]!, i + 1 < inputs ? rows[start + i + 1]! : 0]
    // On one side of 0 they add up, on two the larger one counts; plain comparisons, since every weight comes by here.
    const [left, right] = [a < 0 ? -a : a, b < 0 ? -b : b]
    const pair = a < 0 === b < 0 ? left + right : left > right ? left : right
    if (pair > reach) reach = pair
  }
  return reach
}

/**
 * `[outputs, inputs]`, row-major, in 8 bits: each row is divided by its own scale and rounded.
 *
 * The processor's instruction for such products (vpmaddubsw, where there is no VNNI) adds two neighbouring products of
 * an unsigned and a signed byte in 16 bits and cuts off what does not fit. So the scale of a row is such that the
 * values of a pair of inputs add up to at most 128 on either side of 0: 255 * 128 fits, no sum is ever cut, and a
 * product has the same bits on every processor. That costs less than a bit for all: most rows are decided by their
 * largest value.
 */
export const int8Matrix = (rows: ReadonlyF32, outputs: number, inputs: number): Int8Matrix => {
  const scales = Float32Array.from({ length: outputs }, (_, o) => reachOf(rows, o * inputs, inputs) / MOST)
  const inverses = Float64Array.from(scales, (scale) => (scale === 0 ? 0 : 1 / scale))
  const values = new Int8Array(rows.length)
  const square = new Int8Array(SIDE * SIDE)
  for (let o = 0; o < outputs; o += SIDE) {
    const high = Math.min(SIDE, outputs - o)
    for (let i = 0; i < inputs; i += SIDE) {
      const wide = Math.min(SIDE, inputs - i)
      for (let y = 0; y < high; y++) {
        const [inverse, start] = [inverses[o + y]!, (o + y) * inputs + i] // o + y < outputs, and x below stays inside the row
        for (let x = 0; x < wide; x++) square[x * SIDE + y] = rows[start + x]! * inverse + ROUNDER - ROUNDER
      }
      for (let x = 0; x < wide; x++) values.set(square.subarray(x * SIDE, x * SIDE + high), (i + x) * outputs + o)
    }
  }
  return { values, scales }
}
