import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostScalePoints, scaleIn, scalePointsIn, scaleText } from '../src/recipe/guidance-scale.js'

describe('a scale of guidance at points', () => {
  it('is typed by sigma or by second, in any order', () => {
    expect(scalePointsIn('7:500,2:1')).toEqual({
      by: 'sigma',
      points: [
        [1, 2],
        [500, 7],
      ],
    })
    expect(scalePointsIn('7@0, -2@5.5')).toEqual({
      by: 'second',
      points: [
        [0, 7],
        [5.5, -2],
      ],
    })
  })

  it.each([
    '',
    '7',
    '7:',
    ':7',
    '7:0',
    '7:-1',
    '7@-1',
    '7:500,2:500',
    '7:500,2@1',
    '7:500;2:1',
    '7:1:2',
    'x:1',
    '7:Infinity',
  ])('%j is none', (text) => expect(scalePointsIn(text)).toBeNull())

  it('has so many points at most', () => {
    const of = (count: number) => Array.from({ length: count }, (_, i) => `2@${i}`).join(',')
    expect(scalePointsIn(of(mostScalePoints))?.points.length).toBe(mostScalePoints)
    expect(scalePointsIn(of(mostScalePoints + 1))).toBeNull()
  })

  it('goes straight between its points, by sigma in the logarithm, and stays as it is beyond its ends', () => {
    const bySigma = scalePointsIn('7:100,1:1') ?? { by: 'sigma', points: [] }
    expect([1000, 100, 10, 1, 0.1].map((sigma) => scaleIn(bySigma, sigma))).toEqual([7, 7, 4, 1, 1])
    const bySecond = scalePointsIn('7@2,1@4,3@5') ?? { by: 'second', points: [] }
    expect([0, 2, 3, 4, 4.5, 9].map((second) => scaleIn(bySecond, second))).toEqual([7, 7, 4, 1, 2, 3])
  })

  it('passes through every point, and lies between its neighbours, whatever they are', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }),
        fc.integer({ min: 0, max: 100 }),
        (seconds, scales, at) => {
          const curve = seconds.map((second, i) => [second, scales[i] ?? 0] as const)
          const points = scalePointsIn(scaleText(curve))
          if (points === null) throw new Error('no curve')
          for (const [second, scale] of curve) expect(scaleIn(points, second)).toBeCloseTo(scale, 9)
          const value = scaleIn(points, at / 2)
          const used = curve.map(([, scale]) => scale)
          expect(value).toBeGreaterThanOrEqual(Math.min(...used) - 1e-9)
          expect(value).toBeLessThanOrEqual(Math.max(...used) + 1e-9)
        },
      ),
      { numRuns: 30 },
    ))
})
