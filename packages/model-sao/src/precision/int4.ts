import type { ReadonlyF32 } from '@sigmastream/core'
import { ROUNDER } from './int8.js'

/**
 * A matrix in 4 bits, in the layout of onnxruntime's MatMulNBits: `values` `[outputs, blocks, BLOCK / 2]`, two values a
 * byte, the first in the lower half, each 8 more than it is; `scales` `[outputs, blocks]`.
 */
interface Int4Matrix {
  readonly values: Uint8Array
  readonly scales: Float32Array
}

/** Inputs that share a scale. */
export const BLOCK = 32

/** Of a block from `start` on, the value that is furthest from 0. */
const furthest = (rows: ReadonlyF32, start: number): number => {
  let far = 0
  for (let i = start; i < start + BLOCK; i++) if (Math.abs(rows[i]!) > Math.abs(far)) far = rows[i]! // inside the block
  return far
}

/** -8 to 7, as 0 to 15; 8, the opposite of the furthest, is one too many. */
const nibble = (value: number): number => {
  const rounded = value + ROUNDER - ROUNDER + 8
  return rounded > 15 ? 15 : rounded
}

/**
 * `[outputs, inputs]`, row-major, in 4 bits; `inputs` is a multiple of `BLOCK`. The value of a block that is furthest
 * from 0 becomes -8, the one number that the range has on one side only, and the others are rounded to the same scale.
 * Source: llama.cpp `ggml-quants.c`, `quantize_row_q4_0_ref`, whose choice of scale this is.
 */
export const int4Matrix = (rows: ReadonlyF32): Int4Matrix => {
  const scales = Float32Array.from({ length: rows.length / BLOCK }, (_, block) => furthest(rows, block * BLOCK) / -8)
  const values = new Uint8Array(rows.length / 2)
  for (let byte = 0; byte < values.length; byte++) {
    const scale = scales[Math.floor((2 * byte) / BLOCK)]! // two values of one block
    const inverse = scale === 0 ? 0 : 1 / scale
    values[byte] = nibble(rows[2 * byte]! * inverse) | (nibble(rows[2 * byte + 1]! * inverse) << 4) // as many rows as twice the bytes
  }
  return { values, scales }
}
