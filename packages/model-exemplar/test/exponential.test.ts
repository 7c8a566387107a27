import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { expOfMinus } from '../src/exponential.js'

it('is the exponential function within 1e-11 of its value, from 0 to 40', () =>
  fc.assert(
    fc.property(fc.double({ min: 0, max: 40, noNaN: true }), (x) => {
      expect(Math.abs(expOfMinus(x) / Math.exp(-x) - 1)).toBeLessThan(1e-11)
    }),
    { examples: [[0], [40], [Math.LN2], [Math.LN2 / 2], [10 * Math.LN2]] },
  ))
