import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mdct } from '../src/mdct.js'
import { farthest, scattered } from './support.js'

const hops = fc.constantFrom(4, 8, 16, 32, 64)
const lengths = fc.integer({ min: 1, max: 200 })

describe('mdct', () => {
  it('gives back what was transformed, for any length from one sample on', () => {
    fc.assert(
      fc.property(hops, lengths, fc.nat(1000), (hop, length, salt) => {
        const samples = scattered(length, salt)
        const { forward, inverse } = mdct(hop)
        expect(farthest(inverse(forward(samples), length), samples)).toBeLessThan(1e-6)
      }),
    )
  })

  it('equals the sum that defines it', () => {
    fc.assert(
      fc.property(hops, lengths, fc.nat(1000), (hop, length, salt) => {
        const samples = scattered(length, salt)
        const { forward, framesFor } = mdct(hop)
        const direct = Array.from({ length: framesFor(length) * hop }, (_, i) => {
          const [frame, band] = [Math.floor(i / hop), i % hop]
          return Array.from(
            { length: 2 * hop },
            (__, n) =>
              Math.sqrt(2 / hop) *
              Math.sin((Math.PI * (n + 0.5)) / (2 * hop)) *
              (samples[(frame - 1) * hop + n] ?? 0) *
              Math.cos((Math.PI / hop) * (n + 0.5 + hop / 2) * (band + 0.5)),
          ).reduce((a, b) => a + b, 0)
        })
        expect(farthest(forward(samples), direct)).toBeLessThan(1e-6)
      }),
      { numRuns: 30 },
    )
  })

  it('keeps the energy: it is orthogonal', () => {
    fc.assert(
      fc.property(hops, lengths, fc.nat(1000), (hop, length, salt) => {
        const energy = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
        const samples = scattered(length, salt)
        expect(energy(mdct(hop).forward(samples)) / energy(samples)).toBeCloseTo(1, 5)
      }),
    )
  })
})
