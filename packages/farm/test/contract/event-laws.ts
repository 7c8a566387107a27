import { expect } from 'vitest'
import type { Engine, JobEvent } from '../../src/index.js'
import { answerOf, idOf, stepOf } from './samples.js'
import { type ContractLaw, lookUntil, type Trial } from './trial.js'

/** A reader that keeps what it hears. An event may come twice: it keeps the first. */
const reader = (engine: Engine, job?: string) => {
  const heard: JobEvent[] = []
  const subscription = engine.events(job).subscribe((event) => {
    if (heard.every(({ id }) => id !== event.id)) heard.push(event)
  })
  return { heard, end: () => subscription.unsubscribe() }
}

/** A reader of everything, once it listens: what is told before may pass it by. */
const readerOfAll = async (trial: Trial, engine: Engine) => {
  const all = reader(engine)
  let probes = 0
  await lookUntil(
    trial,
    () => answerOf(trial.engine.publish(stepOf(999, probes++))),
    () => all.heard.length > 0,
  )
  const heard = (): readonly JobEvent[] => all.heard.filter(({ job }) => job !== idOf(999))
  return { heard, end: all.end }
}

const ends: readonly JobEvent[] = [
  { _tag: 'Waiting', id: 'e1', job: idOf(1), at: 1 },
  { _tag: 'Running', id: 'e2', job: idOf(1), at: 2, worker: 'w1', delivery: 1, step: 0 },
  { _tag: 'Preview', id: 'e3', job: idOf(1), at: 3, done: 1, picture: 'iVBORw0KGgo='.repeat(200) },
  { _tag: 'Checkpoint', id: 'e4', job: idOf(1), at: 4, done: 2 },
  { _tag: 'Dead', id: 'e5', job: idOf(1), at: 5, fault: { code: 'a', message: '"b"', right: 'ü' } },
  { _tag: 'Cancelled', id: 'e6', job: idOf(1), at: 6 },
  { _tag: 'Done', id: 'e7', job: idOf(1), at: 7, worker: 'w1', content: idOf(77) },
]

/** Laws of what is told. */
export const eventLaws: readonly ContractLaw[] = [
  {
    name: 'who listens to all hears every event of every job, whole and in order, in any process',
    holds: async (trial) => {
      const readers = [await readerOfAll(trial, trial.engine), await readerOfAll(trial, await trial.another())]
      const told = [...ends, stepOf(2, 0), stepOf(1, 1)]
      for (const event of told) await answerOf(trial.engine.publish(event))
      for (const { heard, end } of readers) {
        expect(await lookUntil(trial, heard, ({ length }) => length >= told.length)).toEqual(told)
        end()
      }
    },
  },
  {
    name: 'who comes late to a job hears the newest event first, then what follows, and of no other job',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      for (const event of [stepOf(1, 1), stepOf(2, 1), stepOf(1, 2), stepOf(2, 2)])
        await answerOf(engine.publish(event))
      const [one, many] = [reader(other, idOf(1)), reader(engine, idOf(1))]
      for (const { heard } of [one, many])
        expect(
          await lookUntil(
            trial,
            () => heard,
            ({ length }) => length > 0,
          ),
        ).toEqual([stepOf(1, 2)])
      const none = reader(other, idOf(3))
      for (const event of [stepOf(2, 3), stepOf(1, 3)]) await answerOf(engine.publish(event))
      for (const { heard, end } of [one, many]) {
        expect(
          await lookUntil(
            trial,
            () => heard,
            ({ length }) => length > 1,
          ),
        ).toEqual([stepOf(1, 2), stepOf(1, 3)])
        end()
      }
      expect(none.heard).toEqual([])
      none.end()
    },
  },
  {
    name: 'a burst is heard in order and to its end, whatever is left out, and no reader holds who tells it',
    holds: async (trial) => {
      const { engine } = trial
      const slow = await readerOfAll(trial, engine)
      let isTold = false
      let heardWhileTold = 0
      const listening = engine.events().subscribe(() => (heardWhileTold += isTold ? 0 : 1))
      const burst = Array.from({ length: 400 }, (_, i) => stepOf(1, i + 1))
      const telling = burst.map((event) => answerOf(engine.publish(event)))
      isTold = true
      expect(heardWhileTold, 'readers are not called by who tells').toBe(0)
      await Promise.all(telling)
      const last = burst.at(-1)
      const heard = await lookUntil(trial, slow.heard, (seen) => seen.some(({ id }) => id === last?.id))
      expect(heard.at(-1)).toEqual(last)
      expect(heard).toEqual(burst.filter(({ id }) => heard.some((event) => event.id === id)))
      listening.unsubscribe()
      slow.end()
    },
  },
  {
    name: 'who has stopped listening hears nothing more',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.publish(stepOf(1, 1)))
      const gone = reader(engine, idOf(1))
      const stays = reader(engine, idOf(1))
      await lookUntil(
        trial,
        () => gone.heard,
        ({ length }) => length > 0,
      )
      gone.end()
      await answerOf(engine.publish(stepOf(1, 2)))
      expect(
        await lookUntil(
          trial,
          () => stays.heard,
          ({ length }) => length > 1,
        ),
      ).toHaveLength(2)
      expect(gone.heard).toEqual([stepOf(1, 1)])
      stays.end()
    },
  },
]
