import { expect, it } from 'vitest'
import { frequencyTicks } from '../src/erb.js'

it('a recording at a high rate has ticks above what people hear, as far as it goes', () => {
  expect(frequencyTicks(50_000).at(-1)?.label).toBe('50')
  expect(frequencyTicks(49_999).at(-1)?.label).toBe('20')
  expect(frequencyTicks(100_000).at(-1)?.label).toBe('100')
})
