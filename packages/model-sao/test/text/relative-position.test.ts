import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relativeBuckets } from '../../src/text/t5/relative-position.js'

/** How many distances, from 0 on, share each bucket, of the first 200: PyTorch 2.13 with transformers' formula. */
const RECORDED = [
  { buckets: 32, farthest: 128, counts: [1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 7, 9, 14, 18, 27, 109] },
  { buckets: 12, farthest: 100, counts: [1, 1, 1, 7, 22, 168] },
]

const sizes = fc.record({
  length: fc.integer({ min: 2, max: 24 }),
  buckets: fc.integer({ min: 4, max: 64 }),
  farthest: fc.integer({ min: 17, max: 300 }),
})

describe('relativeBuckets', () => {
  it('gives the buckets of PyTorch, forwards and backwards', () => {
    for (const { buckets, farthest, counts } of RECORDED) {
      const wanted = counts.flatMap((count, bucket) => Array.from({ length: count }, () => bucket))
      const all = relativeBuckets(200, buckets, farthest)
      expect(Array.from({ length: 200 }, (_, i) => all[i * 200])).toEqual(wanted)
      expect([...all.subarray(1, 200)]).toEqual(wanted.slice(1).map((bucket) => bucket + buckets / 2))
    }
  })

  it('depends on the distance alone, and names buckets that are there', () => {
    fc.assert(
      fc.property(sizes, ({ length, buckets, farthest }) => {
        const all = relativeBuckets(length, buckets, farthest)
        const square = Array.from({ length }, (_, row) => [...all.subarray(row * length, (row + 1) * length)])
        expect(all.every((bucket) => bucket >= 0 && bucket < buckets)).toBe(true)
        // Each row is the one before it, moved on by one.
        expect(square.slice(1).map((row) => row.slice(1))).toEqual(square.slice(0, -1).map((row) => row.slice(0, -1)))
      }),
    )
  })
})
