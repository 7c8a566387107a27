import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stretchesOutside } from '../src/ranges.js'

const ranges = fc.array(
  fc.tuple(fc.integer({ min: -5, max: 25 }), fc.nat(10)).map(([start, size]) => ({ start, end: start + size })),
  { maxLength: 5 },
)

describe('stretchesOutside', () => {
  it('has every frame that no range has, once and in order, and no empty stretch', () => {
    fc.assert(
      fc.property(ranges, fc.nat(20), (left, length) => {
        const stretches = stretchesOutside(left, length)
        const frames = stretches.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i))
        const outside = Array.from({ length }, (_, i) => i).filter(
          (frame) => !left.some(({ start, end }) => frame >= start && frame < end),
        )
        expect(frames).toEqual(outside)
        expect(stretches.every(({ start, end }) => start < end)).toBe(true)
      }),
    )
  })
})
