import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { atLeast, atMost, doubleCount, nearestCount, writtenCount } from '../src/counting.js'
import { framesOf, type Refused } from '../src/index.js'

/** A decimal of at most six places, as text and as a number. */
const written = fc
  .tuple(fc.nat(200), fc.nat(999_999))
  .map(([whole, part]) => Number(`${whole}.${String(part).padStart(6, '0')}`))

/** Millionths of such a number, exactly. */
const millionths = (value: number): bigint => BigInt(Math.round(value * 1e6))

describe('counting', () => {
  it.each([
    [0.58, 50, 29],
    [0.29, 100, 29],
    [0.57, 100, 57],
    [0.5, 40, 20],
    [0.29, 50, 14],
    [1.1, 10, 11],
    [1e-7, 1e7, 1],
    [5e-324, 10_000, 0],
    [1, 7, 7],
    [0, 7, 0],
  ])('%d of %d is %d', (part, of, count) => expect(writtenCount(part, of)).toBe(count))

  it('the product of the doubles, as Python has it, is one less in some of these', () => {
    expect([doubleCount(0.58, 50), doubleCount(0.29, 100), doubleCount(0.57, 100)]).toEqual([28, 28, 56])
  })

  it('is the floor of the exact product of what was written', () => {
    fc.assert(
      fc.property(written, fc.integer({ min: 1, max: 96_000 }), (part, of) => {
        expect(writtenCount(part, of)).toBe(Number((millionths(part) * BigInt(of)) / 1_000_000n))
        expect(nearestCount(part, of)).toBe(Number((2n * millionths(part) * BigInt(of) + 1_000_000n) / 2_000_000n))
      }),
    )
  })

  it('knows a quotient again that was computed', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.constantFrom(3, 49, 44_100, 48_000, 22_050, 21.533203125, 86.13),
        (n, rate) => {
          expect(writtenCount(n / rate, rate)).toBe(n)
        },
      ),
    )
  })

  it('never falls where the part rises', () => {
    fc.assert(
      fc.property(written, written, fc.constantFrom(3, 50, 44_100, 21.533203125), (a, b, of) => {
        expect(writtenCount(Math.min(a, b), of)).toBeLessThanOrEqual(writtenCount(Math.max(a, b), of))
      }),
    )
  })
})

describe('numbers to read and to type again', () => {
  it.each([
    [1.022721, 1.022, 1.023],
    [47.55446712, 47.554, 47.555],
    [0.0464399, 0.0464, 0.0465],
    [2, 2, 2],
    [1234.5651, 1234.565, 1234.566],
    [0.000011337, 0.0000113, 0.0000114],
  ])('%d is at least %d and at most %d', (value, below, above) => {
    expect([atMost(value), atLeast(value)]).toEqual([below, above])
  })

  it('lie on the side that they say', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (value) => {
        expect(atMost(value)).toBeLessThanOrEqual(value)
        expect(atLeast(value)).toBeGreaterThanOrEqual(value)
        expect(atLeast(value) - atMost(value)).toBeLessThanOrEqual(0.001 + 1e-9)
      }),
    )
  })
})

describe('the bounds of a region that a message suggests', () => {
  const rates = fc.constantFrom(22_050, 44_100, 48_000, 8000, 21.533203125, 86.1328125, 7, 0.5)
  const lengths = fc.integer({ min: 2, max: 20_000_000 })
  const suggested = (refused: E.Either<Refused, unknown>): number =>
    E.isLeft(refused) ? Number(/([\d.e-]+) \(?seconds/.exec(refused.left.right)?.[1]) : NaN

  it('are taken', () => {
    fc.assert(
      fc.property(rates, lengths, (rate, frames) => {
        const past = framesOf({ from: 0, to: frames / rate + 5 }, rate, frames)
        expect(framesOf({ from: 0, to: suggested(past) }, rate, frames)).toMatchObject({ _tag: 'Right' })
        const short = framesOf({ from: 0, to: 0.25 / rate }, rate, frames)
        expect(framesOf({ from: 0, to: suggested(short) }, rate, frames)).toMatchObject({ _tag: 'Right' })
      }),
    )
  })

  it('an end is taken as that of the clip up to a thousandth behind it, and no further', () => {
    expect(framesOf({ from: 0.8, to: 1.023 }, 22_050, 22_551)).toEqual(E.right({ start: 17_640, end: 22_551 }))
    expect(framesOf({ from: 0.8, to: 1.03 }, 22_050, 22_551)).toMatchObject({
      left: { right: '0 <= from < to <= 1.022 (seconds)' },
    })
    expect(framesOf({ from: 0.8, to: 1.0238 }, 22_050, 22_551)).toMatchObject({ _tag: 'Left' })
  })

  it('regions are counted as they were written, or as other programs count them where that is asked for', () => {
    expect(framesOf({ from: 0.29, to: 0.57 }, 100, 100)).toEqual(E.right({ start: 29, end: 57 }))
    expect(framesOf({ from: 0.29, to: 0.57 }, 100, 100, doubleCount)).toEqual(E.right({ start: 28, end: 56 }))
  })
})
