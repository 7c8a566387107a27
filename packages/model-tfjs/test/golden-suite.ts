import { expect, it } from 'vitest'
import type { Comparison } from '../../parity/src/comparison.js'

/** Every comparison with the recordings passes, and there are all of them. */
export const goldenSuite = (comparisons: readonly Comparison[]): void => {
  it('the mixture runs in every recorded sampler', () => expect(comparisons.length).toBeGreaterThan(55))

  it.each(comparisons.map((one) => [one.what, one] as const))('%s is within its tolerance', (_, one) => {
    expect(one).toMatchObject({ pass: true })
  })
}
