import { constant, describeSampleError, framesOf, type Refusable } from '@sigmastream/core'
import { generateInpaintingMask } from '@sigmastream/course'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { feather, maskOf } from '../src/index.js'

const rate = 44100 / 2048
const refusalOf = ({ refusal }: Refusable): string =>
  refusal === undefined ? 'nothing was refused' : describeSampleError(refusal)

describe('masks', () => {
  it.each([
    [0, 4, 0, 86],
    [1, 2, 21, 43],
    [1.5, 3, 32, 64],
    [2, 4, 43, 86],
    [1, 4, 21, 86],
    [0, 5, 0, 107],
  ])('from %d to %d seconds are frames %d to %d, by the rule of the course', (from, to, start, end) => {
    expect(framesOf({ from, to }, rate, 128)).toEqual(E.right({ start, end }))
    const { data } = generateInpaintingMask(constant([1, 2, 128], 0), from, to, rate)
    expect([...data]).toEqual(Array.from({ length: 256 }, (_, i) => (start <= i % 128 && i % 128 < end ? 1 : 0)))
  })

  it('several regions are in one mask, and may touch or overlap', () => {
    const { data } = maskOf(
      [1, 1, 8],
      [
        { from: 1, to: 2 },
        { from: 2, to: 3 },
        { from: 5, to: 7 },
        { from: 6, to: 8 },
      ],
      1,
    )
    expect([...data]).toEqual([0, 1, 1, 0, 0, 1, 1, 1])
  })

  it('what is no region is refused with what would be right', () => {
    const bad = [
      [2, 1],
      [1, 1],
      [-1, 1],
      [0, 9],
      [8, 9],
      [NaN, 1],
      [0, Infinity],
    ] as const
    for (const [from, to] of bad)
      expect(refusalOf(maskOf([1, 1, 8], [{ from, to }], 1))).toMatch(
        /^the region: from .*; give 0 <= from < to <= 8 \(seconds\)$/,
      )
    expect(refusalOf(maskOf([1, 1, 8], [{ from: 0.1, to: 0.2 }], 1))).toContain('shorter than a frame')
    expect(refusalOf(maskOf([1, 1, 8], [], 1))).toContain('no region')
    expect(refusalOf(maskOf([1, 1, 8], [{ from: 0, to: 1 }], 0))).toContain('the frame rate: 0')
  })

  it('a feather leaves the regions whole and falls to 0 over its width on either side', () => {
    const hard = maskOf([1, 2, 12], [{ from: 5, to: 7 }], 1)
    const { data } = feather(hard, 3)
    const fall = [1, 2, 3].map((distance) => Math.fround(0.5 + 0.5 * Math.cos((Math.PI * distance) / 4)))
    const row = [0, 0, ...fall.toReversed(), 1, 1, ...fall, 0, 0]
    expect([...data]).toEqual([...row, ...row])
  })

  it('a feather never lowers a mask, and stays between 0 and 1', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 20 }), fc.nat(8), (values, width) => {
        const { data } = feather({ shape: [1, 1, values.length], data: Float32Array.from(values) }, width)
        values.forEach((value, i) => {
          expect(data[i]).toBeGreaterThanOrEqual(value)
          expect(data[i]).toBeLessThanOrEqual(1)
        })
      }),
    ))

  it('a feather of width 0 is the mask, and a width that is no whole number is refused', () => {
    const mask = constant([1, 1, 3], 1)
    expect(feather(mask, 0)).toBe(mask)
    for (const width of [-1, 0.5, NaN]) expect(refusalOf(feather(mask, width))).toContain(`a width of ${width} frames`)
  })
})
