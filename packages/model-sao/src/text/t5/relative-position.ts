/**
 * The bucket of each distance in tokens from the attending position to the attended one (`[length, length]`,
 * row-major), of `buckets` in both directions together: the lower half for positions at or before one's own, near
 * distances each with a bucket of its own, farther ones sharing them logarithmically, all from `farthest` on in the
 * last.
 *
 * Source: Raffel et al. 2020 (T5), section 2.1, as in transformers' `T5Attention._relative_position_bucket`,
 * bidirectional. It takes logarithms in float32, and so do we: in float64 a boundary can fall on its other side.
 */
export const relativeBuckets = (length: number, buckets: number, farthest: number): Int32Array => {
  const half = Math.floor(buckets / 2)
  const exact = Math.floor(half / 2)
  const span = Math.fround(Math.log(farthest / exact))
  const bucketOf = (distance: number): number => {
    if (distance < exact) return distance
    const ratio = Math.fround(Math.fround(Math.log(Math.fround(distance / exact))) / span)
    return Math.min(half - 1, exact + Math.trunc(Math.fround(ratio * (half - exact))))
  }
  return Int32Array.from({ length: length * length }, (_, i) => {
    const offset = (i % length) - Math.floor(i / length)
    return bucketOf(Math.abs(offset)) + (offset > 0 ? half : 0)
  })
}
