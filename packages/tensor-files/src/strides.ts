/** Steps between neighbours along each dimension, in elements, of a row-major (C order) array. */
const rowMajor = (shape: readonly number[]): readonly number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1))

/** Steps between neighbours along each dimension, in elements, of a column-major (Fortran order) array. */
export const columnMajor = (shape: readonly number[]): readonly number[] =>
  shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1))

/** Whether strides are those of a row-major array of that shape; the stride of a dimension of 1 is never taken. */
export const isRowMajor = (shape: readonly number[], strides: readonly number[]): boolean =>
  rowMajor(shape).every((stride, axis) => shape[axis] === 1 || strides[axis] === stride)

/**
 * How many elements from the first to the last that a shape with these strides reaches, both counted; 0 where it has
 * none.
 */
export const span = (shape: readonly number[], strides: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((sum, n, axis) => sum + (n - 1) * (strides[axis] ?? 0), 1)

/**
 * A row-major copy of the `count` elements of `shape`, taken from `source` by `strides`, bit for bit (a NaN keeps its
 * payload). The caller has checked that `source` holds `span(shape, strides)` elements.
 */
export const gather = (
  source: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Float32Array => {
  const out = new Float32Array(count)
  const from = new Uint32Array(source.buffer, source.byteOffset, source.length)
  const to = new Uint32Array(out.buffer)
  const index = new Uint32Array(shape.length)
  let at = 0
  // i < to.length; axis counts down the rank that shape, strides and index share; `at` stays within the span of the
  // source.
  for (let i = 0; i < to.length; i++) {
    to[i] = from[at]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1
      at += strides[axis]!
      if (index[axis]! < shape[axis]!) break
      at -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return out
}
