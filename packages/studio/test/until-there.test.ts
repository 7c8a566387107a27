import { either as E } from 'fp-ts'
import { BehaviorSubject, firstValueFrom } from 'rxjs'
import { expect, it } from 'vitest'
import type { Ask } from '../src/api/api.js'
import { untilThere } from '../src/effects/until-there.js'
import { next } from '../src/state/next.js'
import { type Action, emptyDesk, studioOf } from '../src/state/studio.js'

const roomOf = () => {
  const studio = new BehaviorSubject(studioOf(emptyDesk))
  return { studio, act: (action: Action): void => studio.next(next(studio.value, action)) }
}

it('what was asked of a server that is lost is asked again when it is back, and not before', async () => {
  const { studio, act } = roomOf()
  let [asked, isGone] = [0, true]
  const ask: Ask<string> = async () => {
    asked += 1
    return isGone ? E.left({ _tag: 'Unreachable' }) : E.right('sound')
  }
  act({ _tag: 'Reached', models: [], renders: [] })
  const answer = firstValueFrom(untilThere(studio, act, ask))
  await new Promise((resolve) => setTimeout(resolve))
  expect([asked, studio.value.line]).toEqual([1, 'lost'])
  isGone = false
  act({ _tag: 'Reached', models: [], renders: [] })
  expect(await answer).toEqual(E.right('sound'))
  expect(asked).toBe(2)
})

it('what is refused is refused at once', async () => {
  const { studio, act } = roomOf()
  const refused = E.left({ _tag: 'NoSound', name: 'notes.txt' } as const)
  expect(await firstValueFrom(untilThere<string>(studio, act, async () => refused))).toBe(refused)
  expect(studio.value.line).toBe('joining')
})
