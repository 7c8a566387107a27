import { expect, it } from 'vitest'
import { mapSamples } from '../src/index.js'

it('samples are made of samples where they lie, not one by one, into an array of their own', () => {
  const samples = Object.defineProperty(Float32Array.of(0.5, -0.25, 1), Symbol.iterator, {
    value: () => {
      throw new Error('one by one')
    },
  })
  const made = mapSamples(samples, (sample, at) => sample / 2 + at)
  expect(made.join()).toBe('0.25,0.875,2.5')
  expect(samples.join()).toBe('0.5,-0.25,1')
})
