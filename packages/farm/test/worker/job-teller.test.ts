import { either as E } from 'fp-ts'
import { expect, it } from 'vitest'
import type { JobEvent } from '../../src/job/job-event.js'
import { jobTeller } from '../../src/worker/job-teller.js'

const step = (done: number, steps = 100) => ({ _tag: 'Step' as const, done, steps, sigma: 1, secondsLeft: null })
const doneOf = (events: readonly JobEvent[]) => events.map((event) => ('done' in event ? event.done : event._tag))

/** A teller by a clock that a test sets, on an engine that takes an event when it is let. */
const trial = () => {
  const heard: JobEvent[] = []
  const answers: (() => void)[] = []
  const state = { at: 1000, isSlow: false, ids: 0 }
  const publish = (event: JobEvent) => async () => {
    heard.push(event)
    if (state.isSlow) await new Promise<void>((resolve) => answers.push(resolve))
    return E.right(undefined)
  }
  const teller = jobTeller('a job', { publish }, { now: () => state.at }, () => `e${(state.ids += 1)}`)
  return { heard, state, teller, answer: () => answers.shift()?.() }
}

it('what comes sooner after its like than it can be seen is left out, and a last step never', async () => {
  const { heard, state, teller } = trial()
  for (let done = 1; done <= 20; done++) {
    teller.tell(step(done, 20))
    await teller.told()
    state.at += 30
  }
  expect(doneOf(heard)).toEqual([1, 5, 9, 13, 17, 20])
  expect(heard[0]).toEqual({ ...step(1, 20), id: 'e1', job: 'a job', at: 1000 })
})

it('a clock that jumps back silences nothing', async () => {
  const { heard, state, teller } = trial()
  teller.tell(step(1))
  state.at -= 500
  teller.tell(step(2))
  await teller.told()
  expect(doneOf(heard)).toEqual([1, 2])
})

it('an engine that is slow holds nobody, and hears the newest of each kind, in their order', async () => {
  const { heard, state, teller, answer } = trial()
  state.isSlow = true
  for (let done = 1; done <= 5; done++) {
    teller.tell(step(done))
    state.at += 100
  }
  teller.tell({ _tag: 'Checkpoint', done: 4 })
  teller.tell({ _tag: 'Done', worker: 'w1', content: 'c' })
  state.isSlow = false
  const told = teller.told()
  answer()
  await told
  expect(doneOf(heard)).toEqual([1, 5, 4, 'Done'])
})

it('a picture that is too large for a message is not sent', async () => {
  const { heard, teller } = trial()
  teller.tell({ _tag: 'Preview', done: 1, picture: 'a'.repeat(65_537) })
  teller.tell({ _tag: 'Preview', done: 2, picture: 'a'.repeat(65_536) })
  await teller.told()
  expect(doneOf(heard)).toEqual([2])
})
