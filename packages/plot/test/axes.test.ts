import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { erbOf, frequencyTicks, hertzOf } from '../src/erb.js'
import { logScale, stepScale } from '../src/scale.js'
import { linearTicks, logTicks, tickLabel, wholeTicks } from '../src/ticks.js'

const range = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }))
  .map(([low, size]): readonly [number, number] => [low, low + size])
  .filter(([low, high]) => high - low > 1e-9 * Math.max(1, Math.abs(low)))

const isRound = (value: number): boolean => /^[125]?(e|$)/.test(Math.abs(value).toExponential().replace('.0', ''))

describe('ticks', () => {
  it('are round steps apart and cover the range', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 12 }), ([low, high], most) => {
        const ticks = linearTicks(low, high, most)
        const step = Number(((ticks[1] ?? 0) - (ticks[0] ?? 0)).toPrecision(3))
        expect(isRound(step)).toBe(true)
        expect(ticks[0]).toBeLessThanOrEqual(low + 1e-6 * step)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(high - 1e-6 * step)
        expect(ticks.length).toBeLessThanOrEqual(most + 2)
      }),
    )
  })

  it('of steps are whole numbers, however few the steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (steps) => {
        const { ticks } = stepScale(steps)
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.every(({ label }) => /^\d+$/.test(label))).toBe(true)
      }),
    )
    expect(wholeTicks(0, 3, 8)).toEqual([0, 1, 2, 3])
  })

  it('of a logarithmic axis are round numbers that cover the range', () => {
    const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 8 }), (a, b, most) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const ticks = logTicks(low, high, most)
        expect(ticks[0]).toBeLessThanOrEqual(low)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(high)
        expect(ticks.every(isRound)).toBe(true)
      }),
    )
  })

  it('of a logarithmic axis end at the first power of ten above a range that ends a hair above one', () => {
    expect(logTicks(1, 1000 * (1 + Number.EPSILON), 8).at(-1)).toBe(10_000)
  })

  it('are labelled as people write numbers', () => {
    expect([0.05, 20, -40, 1e-5, 2e-7, 1e6, 0].map(tickLabel)).toEqual([
      '0.05',
      '20',
      '−40',
      '10⁻⁵',
      '2·10⁻⁷',
      '10⁶',
      '0',
    ])
  })
})

describe('a logarithmic scale', () => {
  it('places every value of 0 and more on the axis, in order', () => {
    const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true })), { minLength: 1 })
    fc.assert(
      fc.property(values, (some) => {
        const { place, ticks } = logScale(some, 5)
        const sorted = some.toSorted((a, b) => a - b).map(place)
        expect(sorted.every((at, i) => at >= 0 && at <= 1 + 1e-12 && at >= (sorted[i - 1] ?? 0))).toBe(true)
        expect(ticks.every(({ at }) => at >= 0 && at <= 1)).toBe(true)
      }),
    )
  })

  it('has a tick for 0 just where there is one', () => {
    expect(logScale([10, 0], 5).ticks[0]).toEqual({ at: 0, label: '0' })
    expect(logScale([10, 1], 5).ticks.map(({ label }) => label)).not.toContain('0')
    expect(logScale([0], 5).place(0)).toBe(0)
    expect(logScale([0], 5).ticks.map(({ label }) => label)).toEqual(['0', '0.1', '1'])
  })
})

describe('the frequency axis', () => {
  it("has Glasberg and Moore's ERB-number of 1 kHz, and its inverse", () => {
    expect(erbOf(1000)).toBeCloseTo(15.62, 2)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e5, noNaN: true }), (hertz) => {
        expect(Math.abs(hertzOf(erbOf(hertz)) - hertz)).toBeLessThan(1e-6 * (1 + hertz))
      }),
    )
  })

  it('has ticks that do not touch, up to the highest frequency', () => {
    const ticks = frequencyTicks(22_050)
    expect(ticks.map(({ label }) => label)).toEqual(['0', '0.2', '0.5', '1', '2', '5', '10', '20'])
    expect(frequencyTicks(4000).at(-1)?.label).toBe('2')
  })
})
