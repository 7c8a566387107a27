import { describe, expect, it } from 'vitest'
import { joinOutlines, outlineOf, rowsAtEnds, similarPlaces } from '../src/index.js'
import { scattered } from './support.js'

const hop = 16
const sampleRate = 1000

/** Noise whose loudness changes every 5 frames, and never twice in the same way: `[frames * hop]` samples. */
const uneven = (frames: number, salt: number): Float32Array => {
  const loud = scattered(Math.ceil(frames / 5), salt + 100)
  return scattered(frames * hop, salt).map((value, n) => value * (1 + loud[Math.floor(n / hop / 5)]!)) // one for each
}

const sound = { sampleRate, channels: [uneven(300, 1)] }

describe('the outline of a recording', () => {
  it('is that of its parts, with two frames more to each side of them', () => {
    const whole = outlineOf(sound, { start: 0, end: 300 })
    const parts = [0, 100, 200].map((start) => {
      const first = Math.max(0, start - rowsAtEnds)
      const part = {
        sampleRate,
        channels: [sound.channels[0]!.subarray(first * hop, (start + 100 + rowsAtEnds) * hop)],
      } // one channel
      return outlineOf(part, { start: start - first, end: start - first + 100 })
    })
    const joined = joinOutlines(parts)
    expect([joined.frames, joined.width]).toEqual([whole.frames, whole.width])
    joined.values.forEach((value, i) => expect(value).toBeCloseTo(whole.values[i] ?? Number.NaN, 5))
  })

  it('shows where what surrounds a gap comes again, before it, behind it, or on both sides', () => {
    // what is around frames 60 to 80 comes again 150 frames later; its first half, with what is before, 210 later
    const samples = uneven(300, 2)
    samples.copyWithin(185 * hop, 35 * hop, 105 * hop)
    samples.copyWithin(258 * hop, 48 * hop, 75 * hop)
    const outline = outlineOf({ sampleRate, channels: [samples] }, { start: 0, end: 300 })
    const gap = { start: 60, end: 80 }
    const [both, before] = similarPlaces(outline, gap, [gap], { reach: 12, count: 2 })
    expect(both).toMatchObject({ at: 210, filled: gap })
    expect(before?.filled).toEqual({ start: 60, end: 70 })
    expect([210, 270]).toContain(before?.at)
  })

  it('is read nowhere near the gap', () => {
    const gap = { start: 100, end: 120 }
    const places = (samples: Float32Array) =>
      similarPlaces(outlineOf({ sampleRate, channels: [samples] }, { start: 0, end: 300 }), gap, [gap], {
        reach: 12,
        count: 5,
      })
    const found = places(uneven(300, 3))
    expect(found.length).toBeGreaterThan(5)
    for (const { at, filled } of found) {
      const end = at + filled.end - filled.start
      expect(end + 12 <= gap.start || at - 12 >= gap.end).toBe(true)
    }
  })
})
