import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { int8Matrix } from '../../src/precision/int8.js'

const matrix = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 })).chain(([outputs, inputs]) =>
  fc.record({
    outputs: fc.constant(outputs),
    inputs: fc.constant(inputs),
    rows: fc
      .array(fc.oneof(fc.float({ min: -10, max: 10, noNaN: true }), fc.constantFrom(0, 10, -10)), {
        minLength: outputs * inputs,
        maxLength: outputs * inputs,
      })
      .map((values) => Float32Array.from(values, (value) => (Math.abs(value) < 1e-30 ? 0 : value))), // no scale of a subnormal
  }),
)

describe('a matrix in 8 bits', () => {
  it('is within half a step of what it was, transposed', () => {
    fc.assert(
      fc.property(matrix, ({ rows, outputs, inputs }) => {
        const { values, scales } = int8Matrix(rows, outputs, inputs)
        for (let o = 0; o < outputs; o++) {
          for (let i = 0; i < inputs; i++) {
            const scale = scales[o] ?? NaN
            const held = (values[i * outputs + o] ?? NaN) * scale
            expect(Math.abs(held - (rows[o * inputs + i] ?? NaN))).toBeLessThanOrEqual(scale * 0.5001)
          }
        }
      }),
    )
  })

  it('has no pair that would overflow 16 bits beside bytes of 255', () => {
    fc.assert(
      fc.property(matrix, ({ rows, outputs, inputs }) => {
        const { values } = int8Matrix(rows, outputs, inputs)
        for (let o = 0; o < outputs; o++) {
          for (let i = 0; i < inputs; i += 2) {
            const pair = [values[i * outputs + o] ?? NaN, i + 1 < inputs ? (values[(i + 1) * outputs + o] ?? NaN) : 0]
            const above = pair.reduce((sum, value) => sum + Math.max(0, value), 0)
            const below = pair.reduce((sum, value) => sum + Math.min(0, value), 0)
            expect(255 * above).toBeLessThanOrEqual(32_767)
            expect(255 * below).toBeGreaterThanOrEqual(-32_768)
          }
        }
      }),
    )
  })

  it('uses the whole range where no two large values are neighbours', () => {
    const { values, scales } = int8Matrix(Float32Array.of(2, 0, -1, 0), 1, 4)
    expect([...values]).toEqual([127, 0, -64, 0])
    expect(scales[0]).toBeCloseTo(2 / 127, 8)
  })

  it('leaves a row of zeros zero', () => {
    expect(int8Matrix(new Float32Array(6), 2, 3)).toEqual({ values: new Int8Array(6), scales: new Float32Array(2) })
  })
})
