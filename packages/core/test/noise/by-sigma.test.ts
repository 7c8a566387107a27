import { expect, it } from 'vitest'
import { keyed, keyedBySigma } from '../../src/noise/index.js'

const shape = [1, 2, 3] as const

it('the same seed and sigma have the same bits, others have others, and no lane of keyed noise has them', () => {
  const one = keyedBySigma(7)(4, shape)
  expect(keyedBySigma(7)(4, shape)).toEqual(one)
  const others = [keyedBySigma(8)(4, shape), keyedBySigma(7)(4 + 2 ** -50, shape), keyedBySigma(7)(2, shape)]
  const lanes = ['start', 'by sigma', 'edit'].map((lane) =>
    keyed(7)({ lane, at: { index: 0, of: 1, from: 4, to: 0 }, shape }),
  )
  for (const other of [...others, ...lanes]) expect(other.data).not.toEqual(one.data)
})

it('has the bits that it had: seeds are kept in files', () => {
  const firstTwo = (sigma: number): readonly number[] => Array.from(keyedBySigma(7)(sigma, [1, 1, 4]).data.slice(0, 2))
  expect(firstTwo(4)).toEqual([-0.46848833560943604, -0.9911234378814697])
  expect(firstTwo(0.1)).toEqual([0.10945847630500793, -1.1877927780151367])
})

it('every item of a batch is drawn as the item alone', () => {
  const both = keyedBySigma(7)(4, [2, 2, 3])
  expect(both.data.slice(0, 6)).toEqual(keyedBySigma(7)(4, shape).data)
  expect(both.data.slice(6)).toEqual(keyedBySigma(8)(4, shape).data)
  expect(keyedBySigma([3, 8])(4, [2, 2, 3]).data.slice(6)).toEqual(keyedBySigma(8)(4, shape).data)
})

it('is standard normal over the levels of a schedule', () => {
  const all = Array.from({ length: 400 }, (_, i) => [...keyedBySigma(1)(80 / (1 + i), [1, 4, 8]).data]).flat()
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length
  const square = all.reduce((sum, one) => sum + one * one, 0) / all.length
  expect(Math.abs(mean)).toBeLessThan(0.03) // three deviations of a mean of 12800
  expect(Math.abs(square - 1)).toBeLessThan(0.04)
})

it('carries the refusal of its seeds, and throws it', () => {
  expect(keyedBySigma(7).refusal).toBe(undefined)
  expect(keyedBySigma([]).refusal?.wrong).toBe('an empty list')
  expect(() => keyedBySigma(-1)(4, shape)).toThrow('seed: -1; give a whole number from 0 to 2^53 - 1')
})
