import { describe, expect, it } from 'vitest'
import { knownGaps } from '../src/exemplar/known-gaps.js'
import { peakOutside } from '../src/samples.js'

describe('the peak of what stays', () => {
  it('is the largest absolute sample outside of stretches, 0 where nothing is outside', () => {
    const audio = { sampleRate: 8000, channels: [Float32Array.of(0.1, 0.9, -0.25, 0.2), Float32Array.of(0, 0, 0, 0)] }
    expect(peakOutside(audio, [{ start: 1, end: 2 }])).toBe(0.25)
    expect(peakOutside(audio, [{ start: 0, end: 4 }])).toBe(0)
  })
})

describe('what is known around a gap', () => {
  it('begins at the first sample or where another gap ends, and ends at the last or where another begins', () => {
    const gaps = [
      { start: 60, end: 70 },
      { start: -5, end: 10 },
      { start: 90, end: 120 },
    ]
    expect(knownGaps(gaps, [40], 100)).toEqual([
      { start: 0, end: 10, since: 0, until: 40 },
      { start: 60, end: 70, since: 40, until: 90 },
      { start: 90, end: 100, since: 70, until: 100 },
    ])
  })
})
