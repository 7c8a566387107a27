import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from '../../src/latent.js'
import { type Draw, recordedTape } from '../../src/noise/index.js'

const drawOf = (lane: string, index: number): Draw => ({ lane, at: { index, of: 8, from: 2, to: 1 } })

describe('a recorded tape', () => {
  it('answers each draw with the latent that was recorded for it, in any order', () => {
    const draws = fc.uniqueArray(fc.tuple(fc.string(), fc.integer({ min: -1, max: 50 })), {
      minLength: 1,
      selector: ([lane, index]) => `${index} ${lane}`,
    })
    fc.assert(
      fc.property(draws, fc.infiniteStream(fc.nat()), (pairs, picks) => {
        const list = pairs.map(([lane, index]) => drawOf(lane, index))
        const latents = list.map((_, i) => constant([1, 1, 2], i))
        const noise = recordedTape(list, latents)
        for (const pick of picks.take(20)) {
          const place = pick % list.length
          const draw = list[place]! // place is below the length
          expect(noise({ ...draw, shape: [1, 1, 2] })).toBe(latents[place])
        }
      }),
    )
  })

  it('refuses a count of latents that differs from the draws', () => {
    expect(recordedTape([drawOf('a', 0)], []).refusal).toEqual({
      _tag: 'Refused',
      subject: 'recorded tape',
      wrong: '0 latents for 1 draws',
      right: 'one latent for each draw, in order',
    })
  })

  it('refuses two draws of the same lane and interval', () => {
    const one = constant([1, 1, 1], 0)
    expect(recordedTape([drawOf('a', 0), drawOf('b', 0), drawOf('a', 0)], [one, one, one]).refusal).toEqual({
      _tag: 'Refused',
      subject: 'draws',
      wrong: 'lane "a" at interval 0 twice',
      right: 'every lane at most once for each interval',
    })
  })

  it('says what was asked and what it holds, where it has no such draw', () => {
    const noise = recordedTape([drawOf('a', 0), drawOf('b', 1)], [constant([1, 1, 1], 0), constant([1, 1, 1], 0)])
    expect(() => noise({ ...drawOf('a', 1), shape: [1, 1, 1] })).toThrow(
      'the tape has no draw for lane "a" at interval 1; it has 2 draws: "b" at interval 1, and lane "a" at 1 intervals',
    )
  })

  it('says which shape it has, where another one is asked', () => {
    const noise = recordedTape([drawOf('a', 0)], [constant([1, 2, 3], 0)])
    expect(() => noise({ ...drawOf('a', 0), shape: [1, 2, 4] })).toThrow(
      'the tape\'s latent for lane "a" at interval 0 is 1x2x3; 1x2x4 was asked',
    )
  })
})
