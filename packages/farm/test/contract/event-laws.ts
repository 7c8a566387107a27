import type { Engine, JobEvent } from '../../src/index.js'
import { answerOf, idOf, stepOf } from './samples.js'
import { type ContractLaw, lookUntil, mustBe, type Trial } from './trial.js'

/** A reader that keeps what it hears. An event may come twice: it keeps the first. */
const reader = (engine: Engine, job?: string) => {
  const heard: JobEvent[] = []
  const subscription = engine.events(job).subscribe((event) => {
    if (heard.every(({ id }) => id !== event.id)) heard.push(event)
  })
  return { heard, end: () => subscription.unsubscribe() }
}

const probe = 999

/** A reader of everything, once it listens: what is told before may pass it by. */
const readerOfAll = async (trial: Trial, engine: Engine) => {
  const all = reader(engine)
  let probes = 0
  const tell = () => answerOf(trial.engine.publish(stepOf(probe, probes++)))
  await lookUntil(trial, tell, () => all.heard.length > 0)
  const heard = (): readonly JobEvent[] => all.heard.filter(({ job }) => job !== idOf(probe))
  return { heard, end: all.end }
}

/** Looks until so many events are heard: those that are. */
const heardOf = (trial: Trial, heard: () => readonly JobEvent[], count: number) =>
  lookUntil(trial, heard, ({ length }) => length >= count)

const everyKind: readonly JobEvent[] = [
  { _tag: 'Waiting', submitter: 'anna', id: 'e1', job: idOf(1), at: 1 },
  { _tag: 'Running', id: 'e2', job: idOf(1), at: 2, worker: 'w1', delivery: 1, step: 0 },
  { _tag: 'Preview', id: 'e3', job: idOf(1), at: 3, done: 1, picture: 'iVBORw0KGgo='.repeat(200) },
  { _tag: 'Checkpoint', id: 'e4', job: idOf(1), at: 4, done: 2 },
  { _tag: 'Dead', id: 'e5', job: idOf(1), at: 5, submitter: 'anna', fault: { code: 'a', message: '"b"', right: 'ü' } },
  { _tag: 'Cancelled', id: 'e6', job: idOf(1), at: 6, submitter: 'ben' },
  { _tag: 'Done', id: 'e7', job: idOf(1), at: 7, worker: 'w1', content: idOf(77) },
]

/** Laws of what is told. */
export const eventLaws: readonly ContractLaw[] = [
  {
    name: 'who listens to all hears every event of every job, whole and in order, in any process',
    holds: async (trial) => {
      const readers = [await readerOfAll(trial, trial.engine), await readerOfAll(trial, await trial.another())]
      const told = [...everyKind, stepOf(2, 0), stepOf(1, 1)]
      for (const event of told) await answerOf(trial.engine.publish(event))
      for (const { heard, end } of readers) {
        mustBe('what is heard', await heardOf(trial, heard, told.length), told)
        end()
      }
    },
  },
  {
    name: 'who comes late to a job hears the newest event first, then what follows, and of no other job',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      const tell = (number: number, at: number) => answerOf(engine.publish(stepOf(number, at)))
      for (const at of [1, 2]) for (const number of [1, 2]) await tell(number, at)
      const [here, there, elsewhere] = [reader(engine, idOf(1)), reader(other, idOf(1)), reader(other, idOf(3))]
      for (const { heard } of [here, there])
        mustBe('what is heard at first', await heardOf(trial, () => heard, 1), [stepOf(1, 2)])
      await tell(2, 3)
      await tell(1, 3)
      for (const { heard } of [here, there])
        mustBe('what is heard then', await heardOf(trial, () => heard, 2), [stepOf(1, 2), stepOf(1, 3)])
      mustBe('what is heard of a job of which nothing was told', elsewhere.heard, [])
      for (const { end } of [here, there, elsewhere]) end()
    },
  },
  {
    name: 'a burst is heard in order and to its end, whatever is left out, and no reader holds who tells it',
    holds: async (trial) => {
      const { engine } = trial
      const { heard, end } = await readerOfAll(trial, engine)
      const burst = Array.from({ length: 400 }, (_, i) => stepOf(1, i + 1))
      const before = heard().length
      const telling = burst.map((event) => answerOf(engine.publish(event)))
      mustBe('what readers were handed by who tells', heard().length, before)
      await Promise.all(telling)
      const last = burst.at(-1)?.id
      const all = await lookUntil(trial, heard, (seen) => seen.some(({ id }) => id === last))
      mustBe('what is heard last', all.at(-1)?.id, last)
      mustBe(
        'the order',
        all,
        burst.filter(({ id }) => all.some((event) => event.id === id)),
      )
      end()
    },
  },
]
