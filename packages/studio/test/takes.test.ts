import { expect, it } from 'vitest'
import type { NumberedEvent } from '../src/api/render-events.js'
import { usualRequest } from '../src/state/request.js'
import { shownTakes } from '../src/state/shown-takes.js'
import { isOver, type Take, takeOf, withEvent, withOneRender, withRenders } from '../src/state/takes.js'
import { hashOf, render, result, sound } from './things.js'

const story: readonly NumberedEvent[] = [
  { event: 'state', id: 1, data: { state: 'running', place: null, error: null } },
  {
    event: 'prepared',
    id: 2,
    data: { steps: 2, sigmas: [9, 1, 0], calls: 2, chain: ['denoise', 'score'], notes: ['a note'] },
  },
  { event: 'step', id: 3, data: { index: 0, sigma: 9, next: 1, done: 0.5, secondsLeft: 2, rms: null } },
  { event: 'preview', id: 4, data: { index: 0, href: '/v1/renders/x/previews/0' } },
  { event: 'step', id: 5, data: { index: 1, sigma: 1, next: 0, done: 1, secondsLeft: 0, rms: 0.1 } },
  { event: 'state', id: 6, data: { state: 'done', place: null, error: null } },
  { event: 'done', id: 7, data: { result } },
]
const read = (takes: readonly Take[], events: readonly NumberedEvent[]): readonly Take[] =>
  events.reduce((now, event) => withEvent(now, render.id, event), takes)

it('the events of a take say how far it is, what it sounds like, and what it made', () => {
  const [half] = read([takeOf(render)], story.slice(0, 4))
  expect(half).toMatchObject({ part: 0.5, previews: [{ index: 0 }], render: { state: 'running', done: 1, steps: 2 } })
  const [whole] = read([takeOf(render)], story)
  expect(whole).toMatchObject({ part: 1, read: 7, render: { state: 'done', result }, course: { sigmas: [9, 1, 0] } })
})

it('a take is over with what came of it, not before', () => {
  const [take] = read([takeOf(render)], story.slice(0, -1))
  expect(take?.render).toMatchObject({ state: 'running', result: null })
})

it('what is told twice changes nothing, wherever the line broke', () => {
  const whole = read([takeOf(render)], story)
  for (let at = 1; at < story.length; at++)
    expect(read(read([takeOf(render)], story.slice(0, at)), story)).toEqual(whole)
})

it('a take that was made before the page was loaded stays as it is while it tells how it went', () => {
  const done = { ...render, state: 'done' as const, steps: 2, done: 2, result }
  for (let at = 0; at <= story.length; at++) {
    const [take] = read([takeOf(done)], story.slice(0, at))
    expect(take?.render).toEqual(done)
  }
  expect(read([takeOf(done)], story)[0]).toMatchObject({ course: { chain: ['denoise', 'score'] }, previews: [{}] })
})

it('a take that is made again begins anew, and its later events are read', () => {
  const stopped = read([takeOf(render)], [...story.slice(0, 4), { event: 'cancelled', id: 5, data: {} }])
  const again = withOneRender(stopped, render)
  expect(again[0]).toMatchObject({ part: 0, previews: [], read: 5 })
  const later = story.map((event) => ({ ...event, id: event.id + 5 }))
  expect(read(again, later)[0]?.render.state).toBe('done')
})

it('takes after the server was asked are those that it has', () => {
  const others = withRenders(read([takeOf(render)], story), [{ ...render, id: hashOf(5) }])
  expect(others.map((take) => take.render.id)).toEqual([hashOf(5)])
  const same = withRenders(read([takeOf(render)], story.slice(0, 3)), [{ ...render, state: 'running' }])
  expect(same[0]?.course).not.toBeNull()
})

it('takes stand where they belong: those being made, made, discarded, and of other recordings', () => {
  const of = (id: number, change: Partial<typeof render>): Take => takeOf({ ...render, id: hashOf(id), ...change })
  const done = { state: 'done' as const, result }
  const takes = [
    of(14, {}),
    of(13, done),
    of(12, done),
    of(11, done),
    of(10, { state: 'cancelled' }),
    of(9, { ...done, recipe: { ...render.recipe, inputHash: hashOf(99) } }),
  ]
  const marks = { [hashOf(12)]: { verdict: 'discarded' }, [hashOf(11)]: { verdict: 'kept' } } as const
  const shown = shownTakes(takes, { sound, marks, request: usualRequest })
  expect(shown.making.map(({ render: { id } }) => id)).toEqual([hashOf(14)])
  expect(shown.made.map(({ number, take }) => [number, take.render.id])).toEqual([
    [2, hashOf(11)],
    [4, hashOf(13)],
  ])
  expect(shown.discarded.map(({ number }) => number)).toEqual([3, 1])
  expect(shown.elsewhere.map(({ render: { id } }) => id)).toEqual([hashOf(9)])
  expect(takes.filter(({ render: one }) => isOver(one))).toHaveLength(5)
})

it('takes of words stand by themselves, and beside a recording where words are asked for', () => {
  const takes = [takeOf({ ...render, state: 'done', result, recipe: { command: 'generate', prompt: 'rain' } })]
  const made = (open: Partial<Parameters<typeof shownTakes>[1]>): number =>
    shownTakes(takes, { sound, marks: {}, request: usualRequest, ...open }).made.length
  expect(made({})).toBe(0)
  expect(made({ sound: null })).toBe(1)
  expect(made({ request: { ...usualRequest, task: 'generate' } })).toBe(1)
})
