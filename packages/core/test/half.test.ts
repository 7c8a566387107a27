import { float32OfBfloat16, float32OfHalves, halvesOfFloat32, roundToHalf } from '@sigmastream/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const ALL = Uint16Array.from({ length: 65536 }, (_, half) => half)
const expanded = float32OfHalves(ALL)

/** The definition in IEEE 754, section 3.4, term by term. */
const byDefinition = (half: number): number => {
  const sign = half >> 15 === 0 ? 1 : -1
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** The finite halves of at least 0, rising: index is bit pattern. */
const rising = [...expanded.subarray(0, 0x7c00)]

describe('halves', () => {
  it('expand to the value that IEEE 754 gives, for all 65 536', () => {
    expect([...expanded].every((value, half) => Object.is(value, byDefinition(half)))).toBe(true)
  })

  it('keep the sign and payload of every NaN', () => {
    const bits = new Uint32Array(expanded.buffer)
    const nans = [...ALL].filter((half) => Number.isNaN(byDefinition(half)))
    expect(nans).toHaveLength(2046)
    expect(
      nans.every((half) => bits[half] === (((half & 0x8000) << 16) | 0x7f800000 | ((half & 0x3ff) << 13)) >>> 0),
    ).toBe(true)
  })

  it('round to themselves, for all 65 536', () => {
    expect([...expanded].every((value) => Object.is(roundToHalf(value), value))).toBe(true)
  })

  it('take ties between neighbours to the even one, and anything beside the tie to the nearer one', () => {
    const wrong = rising.slice(1).filter((above, below) => {
      const lower = rising[below] ?? NaN
      const tie = (lower + above) / 2
      const nearby = (above - lower) / 2 ** 20
      const even = below % 2 === 0 ? lower : above
      return ![1, -1].every(
        (sign) =>
          Object.is(roundToHalf(sign * tie), sign * even) &&
          Object.is(roundToHalf(sign * (tie - nearby)), sign * lower) &&
          Object.is(roundToHalf(sign * (tie + nearby)), sign * above),
      )
    })
    expect(wrong).toEqual([])
  })

  it('overflow to infinity from halfway past the largest, and underflow to a zero of the same sign', () => {
    expect(roundToHalf(65519.999)).toBe(65504)
    expect(roundToHalf(65520)).toBe(Infinity)
    expect(roundToHalf(-1e300)).toBe(-Infinity)
    expect(roundToHalf(2 ** -25)).toBe(0)
    expect(roundToHalf(-(2 ** -25))).toBe(-0)
    expect(roundToHalf(Number.MIN_VALUE)).toBe(0)
    expect(roundToHalf(NaN)).toBeNaN()
  })

  it('are the nearest to any number, and rounding never changes the order of two', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 65504, noNaN: true }),
        fc.double({ min: 0, max: 65504, noNaN: true }),
        (x, y) => {
          const rounded = roundToHalf(x)
          const index = rising.indexOf(rounded === 0 ? 0 : rounded)
          expect(index).toBeGreaterThanOrEqual(0)
          for (const neighbour of [rising[index - 1] ?? -Infinity, rising[index + 1] ?? Infinity]) {
            expect(Math.abs(x - rounded)).toBeLessThanOrEqual(Math.abs(x - neighbour))
          }
          expect(x <= y ? rounded <= roundToHalf(y) : rounded >= roundToHalf(y)).toBe(true)
        },
      ),
    )
  })
})

describe('bfloat16', () => {
  it('is the upper half of a float32, for all 65 536', () => {
    const bits = new Uint32Array(float32OfBfloat16(ALL).buffer)
    expect(bits.every((value, half) => value === half * 65536)).toBe(true)
  })
})

describe('values as halves', () => {
  it('gives every half its own bits', () => {
    const patterns = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i)
    const back = halvesOfFloat32(float32OfHalves(patterns))
    const isNotANumber = (pattern: number): boolean => (pattern & 0x7c00) === 0x7c00 && (pattern & 0x3ff) !== 0
    const wrong = patterns.filter((pattern) => {
      const ours = back[pattern] ?? -1
      return isNotANumber(pattern) ? !isNotANumber(ours) : ours !== pattern
    })
    expect([...wrong]).toEqual([])
  })

  it('rounds to nearest, ties to even, and beyond the largest half to infinity', () => {
    const values = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_520, -70_000, 2 ** -25)
    expect([...float32OfHalves(halvesOfFloat32(values))]).toEqual([1, 1 + 2 ** -9, Infinity, -Infinity, 0])
  })
})
