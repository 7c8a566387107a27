/** Rows of some data, where each begins in them, and how much it counts: the first `count`, and room for three more. */
export interface WeightedRows {
  readonly from: Int32Array
  readonly weight: Float64Array
}

/** Rows that are added at once, so that what they are added to is read and written once for all of them. */
const together = 4

/** Room that is needed behind the last row. */
export const spareRows = together - 1

/** Room for so many rows. */
export const weightedRows = (most: number): WeightedRows => ({
  from: new Int32Array(most + spareRows),
  weight: new Float64Array(most + spareRows),
})

/** out[to + i] += sum over the first `count` rows of weight data[from + i], for `width` values. */
export const addWeighted = (
  out: Float32Array,
  to: number,
  data: Float32Array,
  { from, weight }: WeightedRows,
  count: number,
  width: number,
): void => {
  // what is behind the last adds nothing
  from.fill(0, count, count + spareRows)
  weight.fill(0, count, count + spareRows)
  for (let k = 0; k < count; k += together) {
    // there is room for three behind the last; all else is inside
    const a = from[k]!
    const b = from[k + 1]!
    const c = from[k + 2]!
    const d = from[k + 3]!
    const v = weight[k]!
    const w = weight[k + 1]!
    const x = weight[k + 2]!
    const y = weight[k + 3]!
    for (let i = 0; i < width; i++)
      out[to + i] = out[to + i]! + (v * data[a + i]! + w * data[b + i]! + (x * data[c + i]! + y * data[d + i]!))
  }
}
