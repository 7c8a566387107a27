import { expect, it } from 'vitest'
import { recording } from '../src/state/hearing.js'
import { sourcePlace } from '../src/state/source-place.js'
import { takeOf } from '../src/state/takes.js'
import { render, result, sound } from './things.js'

const { id } = render
const made = takeOf({ ...render, state: 'done', result: { ...result, sampleRate: 48_000 } })

it('a recording lies with the sounds, what a take made with the renders, at the rate of each', () => {
  expect(sourcePlace(recording, sound, [])).toMatchObject({ path: `/v1/sounds/${sound.id}/data`, sampleRate: 44_100 })
  const heard = sourcePlace({ _tag: 'Result', id }, sound, [made])
  expect(heard).toEqual({ path: `/v1/renders/${id}/result`, sampleRate: 48_000, name: 'filled.wav', lead: 0 })
  const step = sourcePlace({ _tag: 'Step', id, index: 3 }, sound, [
    { ...made, previews: [{ index: 3, href: '/here' }] },
  ])
  expect(step).toMatchObject({ path: '/here', name: 'step 4' })
})

it('what is not there has no place', () => {
  expect(sourcePlace(recording, null, [made])).toBeNull()
  expect(sourcePlace({ _tag: 'Result', id }, sound, [])).toBeNull()
  expect(sourcePlace({ _tag: 'Result', id }, sound, [takeOf(render)])).toBeNull()
  expect(sourcePlace({ _tag: 'Step', id, index: 3 }, sound, [made])).toBeNull()
})

it('an extension begins before its recording', () => {
  const recipe = { command: 'extend' as const, before: 1.5, after: 2 }
  const extended = { ...made, render: { ...made.render, recipe } }
  expect(sourcePlace({ _tag: 'Result', id }, sound, [extended])?.lead).toBe(1.5)
})
