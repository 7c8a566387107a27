import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sigmaAt, sigmasOfNoiseShares, timeOf } from '../../src/dit/noise-level.js'

const objectives = ['v', 'rectified_flow', 'rf_denoiser'] as const

describe.each(objectives)('the noise level of %s', (objective) => {
  it('is that of its time, both ways', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (sigma) => {
        expect(sigmaAt(objective, timeOf(objective, sigma)) / sigma).toBeCloseTo(1, 9)
      }),
    )
  })

  it('is where x is scaled to the share of noise that is told', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (share) => {
        const { low } = sigmasOfNoiseShares(objective, { low: share, high: 1 })
        const t = timeOf(objective, low)
        expect(objective === 'v' ? Math.sin((Math.PI * t) / 2) : t).toBeCloseTo(share, 9)
      }),
    )
  })

  it('is 0 without noise, infinite for nothing else, and no number for what is no share', () => {
    expect(sigmasOfNoiseShares(objective, { low: 0, high: 1 })).toEqual({ low: 0, high: Infinity })
    expect(sigmasOfNoiseShares(objective, { low: -0.1, high: 1.1 })).toEqual({ low: NaN, high: NaN })
  })
})
