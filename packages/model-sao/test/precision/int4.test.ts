import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK, int4Matrix } from '../../src/precision/int4.js'

/** What the values stand for, in their order. */
const held = ({ values, scales }: ReturnType<typeof int4Matrix>): readonly number[] =>
  Array.from({ length: 2 * values.length }, (_, i) => {
    const byte = values[i >> 1] ?? NaN
    return ((i % 2 === 0 ? byte & 15 : byte >> 4) - 8) * (scales[Math.floor(i / BLOCK)] ?? NaN)
  })

const rows = fc
  .array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: BLOCK, maxLength: 6 * BLOCK })
  .map((values) => Float32Array.from(values.slice(0, values.length - (values.length % BLOCK))))

describe('a matrix in 4 bits', () => {
  it('is within half a step of what it was, or a whole one opposite the furthest value', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const matrix = int4Matrix(given)
        held(matrix).forEach((value, i) => {
          const scale = matrix.scales[Math.floor(i / BLOCK)] ?? NaN
          const exact = given[i] ?? NaN
          const opposite = exact / scale > 7
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(scale) * (opposite ? 1.0001 : 0.5001))
        })
      }),
    )
  })

  it('holds the furthest value of a block exactly, and puts the first of two values into the lower half', () => {
    const matrix = int4Matrix(Float32Array.from({ length: BLOCK }, (_, i) => (i === 1 ? 8 : i === 2 ? -3 : 0)))
    expect(matrix.scales).toEqual(Float32Array.of(-1))
    expect([...matrix.values.subarray(0, 2)]).toEqual([0x08, 0x8b])
  })

  it('leaves a block of zeros zero', () => {
    expect(held(int4Matrix(new Float32Array(BLOCK))).every((value) => value === 0)).toBe(true)
  })
})
