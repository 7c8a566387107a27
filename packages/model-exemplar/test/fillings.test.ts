import { describe, expect, it } from 'vitest'
import { comparedPatches } from '../src/compared.js'
import { evenBands } from '../src/envelope.js'
import { fillingsOf } from '../src/fillings.js'
import type { AlignedPart } from '../src/parts.js'
import type { FittingPlace } from '../src/places.js'
import { scattered } from './support.js'

const channels = 2
const frames = 60
const window = 4
const run = { start: 0, end: frames }
const data = scattered(frames * channels, 5)
const learnt = comparedPatches({ channels, frames, data, runs: [run] }, evenBands(channels))
const place = (at: number, distance: number): FittingPlace => ({ at, run, distance })
const agreement = new Float64Array(channels).fill(0.25)

/** A gap of 5 frames from 100 on, whose windows reach 3 frames to each side. */
const part = (places: readonly FittingPlace[] | null): AlignedPart => ({
  filled: { start: 100, end: 105 },
  first: 97,
  last: 104,
  alignments: places === null ? null : { places, agreement },
})

describe('what a gap is filled from', () => {
  it('of one place is that with what its windows reach, as it is', () => {
    const { patches, plans } = fillingsOf(learnt, [[part([place(20, 0.3)])]], window)
    expect(patches.runs).toEqual([{ start: 0, end: 11 }])
    expect([...patches.data]).toEqual([...data.subarray(17 * channels, 28 * channels)])
    const [windows] = plans[0] ?? []
    const places = [{ at: 3, run: { start: 0, end: 11 }, logarithm: 0 }]
    expect(windows).toEqual({ first: 97, last: 104, window, estimated: { start: 100, end: 105 }, places, agreement })
  })

  it('of several is each as likely as it fits, and of a place near an end what there is', () => {
    const { patches, plans } = fillingsOf(learnt, [[part([place(20, 0.3), place(2, 0.4), place(40, 9)])]], window)
    expect(patches.runs).toEqual([
      { start: 0, end: 11 },
      { start: 11, end: 21 },
      { start: 21, end: 32 },
    ])
    expect(plans[0]?.[0]?.places).toEqual([
      { at: 3, run: { start: 0, end: 11 }, logarithm: 0 },
      { at: 13, run: { start: 11, end: 21 }, logarithm: expect.closeTo(-3, 4) },
      { at: 24, run: { start: 21, end: 32 }, logarithm: -100 },
    ])
  })

  it('has windows as long as are asked for where one place has room for them, and else as long as all have', () => {
    const short = { ...place(50, 0.4), run: { start: 50, end: 56 } }
    const wide = 7
    const some = fillingsOf(learnt, [[part([place(20, 0.3), short])]], wide)
    expect(some.patches.runs.map(({ start, end }) => end - start)).toEqual([14, 6])
    expect(some.plans[0]?.[0]).toMatchObject({ first: 97, last: 104, window: 7 })
    const none = fillingsOf(learnt, [[part([short])]], wide)
    expect(none.plans[0]?.[0]).toMatchObject({ first: 97, last: 104, window: 6 })
  })

  it('of parts that meet is over their border also what the other is filled from, as the least likely', () => {
    const next = (start: number): AlignedPart => ({
      ...part([place(40, 0.2)]),
      filled: { start, end: start + 5 },
      first: start - 3,
      last: start + 4,
    })
    const own = { at: 3, run: { start: 0, end: 11 } }
    const other = { at: 14, run: { start: 11, end: 22 } }
    const placesOf = (start: number) =>
      fillingsOf(learnt, [[part([place(20, 0.3)]), next(start)]], window).plans[0]?.map(({ places }) => places)
    expect(placesOf(105)).toEqual([
      [
        { ...own, logarithm: 0 },
        { ...other, at: 14 - 5, logarithm: -100 },
      ],
      [
        { ...other, logarithm: 0 },
        { ...own, at: 3 + 5, logarithm: -100 },
      ],
    ])
    // each reaches from 3 frames before what it fills to 3 behind it: what both do has 4 frames, one window, at 107
    expect(placesOf(107)?.map((places) => places?.length)).toEqual([2, 2])
    expect(placesOf(108)?.map((places) => places?.length)).toEqual([1, 1])
    const apart = fillingsOf(learnt, [[part([place(20, 0.3)])], [next(105)]], window)
    expect(apart.plans.map(([windows]) => windows?.places?.length)).toEqual([1, 1])
  })

  it('is never more than what is learnt, but for one place each', () => {
    const many = Array.from({ length: 12 }, (_, i) => place(4 * i + 3, 0.1))
    expect(fillingsOf(learnt, [[part(many)]], window).patches.frames).toBeLessThanOrEqual(frames)
    expect(fillingsOf(learnt, [Array.from({ length: 8 }, () => part(many))], window).patches.runs).toHaveLength(8)
  })

  it('is all of what is learnt, all as likely, where nothing can be told', () => {
    const { patches, plans } = fillingsOf(learnt, [[part(null)]], window)
    expect(patches).toBe(learnt.patches)
    expect(plans[0]?.[0]).toMatchObject({ places: null, agreement: null })
  })
})
