import { type Value } from '@sigmastream/onnx'
import { add, pad, reshape, slice } from '@sigmastream/onnx/operators'

/**
 * Sums along diagonals. Frames of a clip match frames of an exemplar one to one, so what belongs to a window of both
 * lies along a diagonal of the matrix of all pairs of frames. Shearing the matrix stands its diagonals upright.
 */

type Matrix = Value<'float32'>

/**
 * Shears `[rows, columns]` to `[rows, rows + columns + 1]`: element (r, c) goes to (r, rows + c - r), zeros elsewhere.
 */
export const shear = (matrix: Matrix, rows: number, columns: number): Matrix => {
  const padded = reshape(pad(matrix, [0, rows], [0, 0]), [rows * (rows + columns)])
  return reshape(pad(padded, [0], [rows]), [rows, rows + columns + 1])
}

/** Takes back a shear: of `[rows, width]`, element (r, c) of the result `[rows, columns]` is (r, offset + c - r). */
export const unshear = (sheared: Matrix, rows: number, width: number, offset: number, columns: number): Matrix => {
  const flat = pad(reshape(sheared, [rows * width]), [-offset], [offset - rows])
  return slice(reshape(flat, [rows, width - 1]), 1, 0, columns)
}

/** The sums of `window` neighbouring rows, `[rows, width]` to `[rows - window + 1, width]`, by doubling. */
export const sumRows = (matrix: Matrix, rows: number, window: number): Matrix => {
  if (window === 1) return matrix
  const shorter = window % 2 === 0 ? window / 2 : window - 1
  const sums = sumRows(matrix, rows, shorter)
  const other = window % 2 === 0 ? sums : matrix
  const shift = window - (window % 2 === 0 ? shorter : 1)
  const left = rows - window + 1
  return add(slice(sums, 0, 0, left), slice(other, 0, shift, shift + left))
}
