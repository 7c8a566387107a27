import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { slidingProducts } from '../src/exemplar/sliding-products.js'

it('are the sums that define them, at few places and at many, over both ends too', () =>
  fc.assert(
    fc.property(
      fc.record({
        own: fc.integer({ min: 0, max: 70 }),
        there: fc.integer({ min: 0, max: 3000 }),
        before: fc.integer({ min: -50, max: 100 }),
        count: fc.constantFrom(1, 40, 1023, 1024, 1500, 3200),
        salt: fc.integer({ min: 1, max: 1000 }),
      }),
      ({ own: short, there: long, before, count, salt }) => {
        const noise = (length: number, n: number) =>
          Float32Array.from({ length }, (_, i) => Math.sin(n * (i + 1) ** 1.5))
        const [own, there] = [noise(short, salt), noise(long, salt + 0.5)]
        const found = slidingProducts(own, there, -before, count)
        const wrong = [...found].findIndex((value, i) => {
          const sum = own.reduce((all, one, j) => all + one * (there[i - before + j] ?? 0), 0)
          return !(Math.abs(value - sum) < 1e-9)
        })
        expect(found).toHaveLength(count)
        expect(wrong).toBe(-1)
      },
    ),
    { numRuns: 30 },
  ))
