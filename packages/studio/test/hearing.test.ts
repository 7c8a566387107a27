import { expect, it } from 'vitest'
import { hear, heardOf, putOn, recording, roundOf, switchSides, usualHearing, without } from '../src/state/hearing.js'

const take = { _tag: 'Result', id: 'one' } as const
const other = { _tag: 'Result', id: 'two' } as const

it('a take is heard on side B, the recording on the side where it stands', () => {
  const heard = hear(usualHearing, take)
  expect(heardOf(heard)).toEqual(take)
  expect(heardOf(switchSides(heard))).toEqual(recording)
  expect(heardOf(hear(heard, recording))).toEqual(recording)
  expect(switchSides(usualHearing).heard).toBe('a')
})

it('two takes are compared where one of them is put on side A', () => {
  const both = putOn(putOn(usualHearing, 'a', take), 'b', other)
  expect([both.a, both.b]).toEqual([take, other])
  expect(heardOf(without(both, 'two'))).toEqual(take)
  expect(heardOf(without(both, 'one'))).toEqual(other)
  expect(without(both, 'one').a).toEqual(recording)
})

it('what is repeated is the parts and a second around them, inside what is heard', () => {
  const heard = { from: 0, to: 8 }
  expect(roundOf(usualHearing, [{ from: 3, to: 4 }], heard)).toEqual({ from: 2, to: 5 })
  expect(roundOf(usualHearing, [{ from: 0.5, to: 7.5 }], heard)).toEqual(heard)
  expect(roundOf(usualHearing, [], heard)).toEqual(heard)
  expect(roundOf({ ...usualHearing, brace: { from: 7, to: 9 } }, [], heard)).toEqual({ from: 7, to: 8 })
})
