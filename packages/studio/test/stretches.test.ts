import { describe, expect, it } from 'vitest'
import { type Request, usualRequest } from '../src/state/request.js'
import { stretchesOf, withStretches } from '../src/state/stretches.js'
import { shareOf, timelineOf } from '../src/state/timeline.js'

const asked = (change: Partial<Request>): Request => ({ ...usualRequest, ...change })

describe('a stretch that is dragged over eight seconds', () => {
  it.each<readonly [string, Partial<Request>, Parameters<typeof withStretches>[1], Partial<Request>]>([
    ['marks what is filled', {}, [{ from: 3, to: 4 }], { task: 'inpaint', regions: [{ from: 3, to: 4 }] }],
    ['is taken for a click where it is short', {}, [{ from: 3, to: 3.01 }], { regions: [] }],
    [
      'is one with those that it touches, and they are in order',
      {},
      [
        { from: 5, to: 6 },
        { from: 1, to: 2 },
        { from: 5.5, to: 7 },
      ],
      {
        regions: [
          { from: 1, to: 2 },
          { from: 5, to: 7 },
        ],
      },
    ],
    ['extends past the end', {}, [{ from: 7, to: 9.5 }], { task: 'extend', before: 0 }],
    ['extends before the beginning', { task: 'extend' }, [{ from: -1, to: 0 }], { task: 'extend', before: 1 }],
    ['of an edit stays an edit', { task: 'edit' }, [{ from: 1, to: 2 }], { task: 'edit' }],
    ['makes a variation a gap', { task: 'vary' }, [{ from: 1, to: 2 }], { task: 'inpaint' }],
    ['at the end of a loop is its seam', { task: 'loop' }, [{ from: 7, to: 8 }], { task: 'loop' }],
  ])('%s', (_, before, dragged, after) => {
    expect(withStretches(asked(before), dragged, 8)).toMatchObject(after)
  })

  it('sets the knob by how far it goes', () => {
    expect(withStretches(usualRequest, [{ from: 7, to: 9.5 }], 8).knobs.extend).toBe(1.5)
    expect(withStretches(asked({ task: 'loop' }), [{ from: 7.25, to: 8 }], 8).knobs.loop).toBe(0.75)
    expect(withStretches(asked({ task: 'extend' }), [], 8)).toMatchObject({ before: 0, knobs: { extend: 0 } })
  })
})

it('what is shown and dragged by nothing is asked for again as it was', () => {
  const requests = [
    asked({ regions: [{ from: 1, to: 2 }] }),
    asked({ task: 'extend', before: 1.5 }),
    asked({ task: 'loop' }),
  ]
  for (const request of requests) expect(withStretches(request, stretchesOf(request, 8), 8)).toEqual(request)
})

it('a timeline has all that is made and heard, and room to drag past the end', () => {
  const plain = timelineOf(8, [], { from: 0, to: 8 }, false)
  expect(plain.from).toBe(0)
  expect(plain.to).toBeGreaterThan(8.2)
  const longer = timelineOf(8, [{ from: -2, to: 0 }], { from: 0, to: 12 }, true)
  expect(longer.from).toBeLessThan(-2)
  expect(longer.to).toBeGreaterThan(12)
  expect(shareOf({ from: -1, to: 3 }, 0)).toBe(0.25)
  expect(shareOf({ from: 0, to: 2 }, 5)).toBe(1)
})
