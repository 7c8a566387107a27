import { expect, it } from 'vitest'
import { usualHearing } from '../src/state/hearing.js'
import { next } from '../src/state/next.js'
import { usualRequest } from '../src/state/request.js'
import { type Action, emptyDesk, type Studio, studioOf } from '../src/state/studio.js'
import { hashOf, render, result, sound } from './things.js'

const after = (...actions: readonly Action[]): Studio => actions.reduce(next, studioOf(emptyDesk))
const open: Action = { _tag: 'Opened', sound, request: null }
const other: Action = { _tag: 'Opened', sound: { ...sound, id: hashOf(20), name: 'other.wav' }, request: null }

it('another recording is asked the same, but for the parts and the seed of the one before', () => {
  const request = { ...usualRequest, regions: [{ from: 1, to: 2 }], more: { seed: 7, steps: 12 } }
  const studio = after(open, { _tag: 'Asked', request }, other)
  expect(studio.desk.now.request).toEqual({ ...usualRequest, more: { steps: 12 } })
  const back = next(studio, { _tag: 'Undone' })
  expect(back.desk.now).toMatchObject({ sound: { name: 'tabla.flac' }, request })
})

it('a knob that is turned is one thing to take back', () => {
  const turned = (vary: number, amend: boolean): Action => ({
    _tag: 'Asked',
    request: { ...usualRequest, task: 'vary', knobs: { ...usualRequest.knobs, vary } },
    amend,
  })
  const studio = after(open, turned(0.4, false), turned(0.3, true), turned(0.2, true))
  expect(studio.desk.now.request.knobs.vary).toBe(0.2)
  expect(next(studio, { _tag: 'Undone' }).desk.now.request).toEqual(usualRequest)
})

it('a take that was chosen is heard when it is done, one that was not is not', () => {
  const done: Action = { _tag: 'Heard', id: render.id, event: { event: 'done', id: 1, data: { result } } }
  const made: Action = { _tag: 'Made', render }
  expect(after(open, made, done).hearing).toMatchObject({ heard: 'b', b: { _tag: 'Result', id: render.id } })
  expect(after(open, made, { _tag: 'Chosen', id: null }, done).hearing).toEqual(usualHearing)
})

it('a take that is removed is heard no more, nor looked at', () => {
  const done: Action = { _tag: 'Heard', id: render.id, event: { event: 'done', id: 1, data: { result } } }
  const studio = after(open, { _tag: 'Made', render }, done, { _tag: 'Removed', id: render.id })
  expect(studio).toMatchObject({ takes: [], chosen: null, hearing: { b: null, heard: 'a' } })
})

it('a server that answers again takes its notice away, and leaves others', () => {
  const reached: Action = { _tag: 'Reached', models: [], renders: [] }
  const wrong = (problem: Studio['problem']): Action => ({ _tag: 'Wrong', problem })
  expect(after({ _tag: 'Lost' }, wrong({ _tag: 'Unreachable' }), reached)).toMatchObject({
    line: 'there',
    problem: null,
  })
  const noSound = { _tag: 'NoSound', name: 'notes.txt' } as const
  expect(after(wrong(noSound), reached).problem).toEqual(noSound)
})
