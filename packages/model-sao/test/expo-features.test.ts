import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXPO_FEATURES, expoFeatures } from '../src/expo-features.js'
import { EXPO_FREQUENCIES } from '../src/expo-frequencies.js'
import { distance, pathOf, recordedIn } from './dit/support.js'

describe.each(['small', 'medium'])('the fixed features of numbers (%s)', async (size) => {
  const get = await recordedIn(pathOf(`../../../../fixtures/tiny-sa3-${size}/expected.safetensors`))

  it('have the recorded frequencies, to the bit', () => {
    expect([...EXPO_FREQUENCIES]).toEqual([...get('expo.freqs').data])
  })

  it('are those that PyTorch makes, of times and of seconds', () => {
    const features = expoFeatures([...get('expo.t').data])
    expect(distance(features, get('expo.features').data)).toBeLessThan(1e-7)
  })
})

describe('the fixed features of numbers', () => {
  it('are a point of a circle for each frequency, of each number as of it alone', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }), (numbers) => {
        const features = expoFeatures(numbers)
        expect([...features]).toEqual(numbers.flatMap((number) => [...expoFeatures([number])]))
        const [half, last] = [EXPO_FEATURES / 2, features.subarray(-EXPO_FEATURES)]
        for (let i = 0; i < half; i++) expect(Math.hypot(last[i] ?? NaN, last[i + half] ?? NaN)).toBeCloseTo(1, 6)
      }),
      { numRuns: 20 },
    )
  })
})
