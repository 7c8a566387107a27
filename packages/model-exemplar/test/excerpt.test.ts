import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExcerptRequest, excerptOf } from '../src/index.js'

// at 1000 Hz a frame is 16 samples, so that 16 384 are learnt at 8 shifts
const hop = 16
const learnt = 1024 * hop
const request: ExcerptRequest = {
  sampleRate: 1000,
  samples: 200_000,
  gaps: [{ from: 100, to: 101 }],
  shifts: 8,
  window: 0.5,
  learntWith: 1,
}
const reach = (2 * Math.round(500 / hop) + 2) * hop

describe('what the model needs of a recording', () => {
  it('is all of one that is no longer than what is learnt', () => {
    expect(excerptOf({ ...request, samples: learnt, gaps: [{ from: 1, to: 2 }] })).toEqual([{ start: 0, end: learnt }])
  })

  it('is half of what is learnt to each side of a gap, from a frame on, whatever the length', () => {
    const [one, ...others] = excerptOf(request)
    expect(others).toEqual([])
    expect(one?.start).toBe(Math.floor((100_000 - learnt / 2 - hop) / hop) * hop)
    expect(one?.end).toBe(101_000 + learnt / 2 + hop)
    expect(excerptOf({ ...request, samples: 2_000_000 })).toEqual([one])
  })

  it('is a third near the gap where places are known that are worth more, and of these what there is room for', () => {
    const places = [
      { start: 20_000, end: 24_000 },
      { start: 99_000, end: 102_000 },
      { start: 150_000, end: 155_000 },
      { start: 160_000, end: 161_000 },
    ]
    const stretches = excerptOf({ ...request, places })
    const size = stretches.reduce((sum, { start, end }) => sum + end - start, 0)
    expect(size).toBeLessThanOrEqual(learnt)
    const holds = ({ start, end }: { readonly start: number; readonly end: number }): boolean =>
      stretches.some((one) => one.start <= start && one.end >= end)
    expect(places.map(holds)).toEqual([true, true, true, false])
    expect(holds({ start: 100_000 - reach, end: 101_000 + reach })).toBe(true)
  })

  it('is the middle of one that is only learnt from, shared among as many as there are', () => {
    const [one] = excerptOf({ ...request, gaps: [], learntWith: 4 })
    expect(one).toEqual({ start: 100_000 - learnt / 8 - hop, end: 100_000 + learnt / 8 + hop })
  })

  it('is the surroundings of the gap alone where others are learnt from', () => {
    const [one] = excerptOf({ ...request, learntWith: 0 })
    expect(101_000 - (one?.end ?? 0)).toBe(-reach - hop)
  })

  it('holds every gap with its surroundings in one stretch, and no more to learn from than one gap would have', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 198 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, 1),
        (starts, learntWith) => {
          const gaps = starts.map((from) => ({ from, to: from + 0.7 }))
          const stretches = excerptOf({ ...request, gaps, learntWith })
          for (const { from, to } of gaps) {
            const inside = stretches.filter(
              ({ start, end }) =>
                start <= Math.max(0, from * 1000 - reach) && end >= Math.min(200_000, to * 1000 + reach),
            )
            expect(inside).toHaveLength(1)
          }
          stretches.slice(1).forEach(({ start }, i) => expect(start).toBeGreaterThan(stretches[i]?.end ?? Infinity))
          const size = stretches.reduce((sum, { start, end }) => sum + end - start, 0)
          const least = gaps.length * (700 + 2 * reach)
          expect(size).toBeLessThanOrEqual(Math.max(learnt + gaps.length * 700, least) + gaps.length * 3 * hop)
        },
      ),
      { numRuns: 200 },
    )
  })
})
