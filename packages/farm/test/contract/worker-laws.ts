import { answerOf, cardOf } from './samples.js'
import { type ContractLaw, lookUntil, mustBe } from './trial.js'

/** Laws of who is there. */
export const workerLaws: readonly ContractLaw[] = [
  {
    name: 'a worker is there as it last said, in every process, until it leaves',
    holds: async ({ engine, another }) => {
      const other = await another()
      mustBe('workers at first', await answerOf(engine.workers), [])
      await answerOf(engine.announce(cardOf('w1')))
      await answerOf(other.announce(cardOf('w2')))
      const busy = { ...cardOf('w1', 2), jobs: ['a'] }
      await answerOf(engine.announce(busy))
      const there = (await answerOf(engine.workers)).toSorted((one, two) => (one.id < two.id ? -1 : 1))
      mustBe('workers', there, [busy, cardOf('w2')])
      await answerOf(other.leave('w1'))
      await answerOf(other.leave('w3'))
      mustBe('workers that are left', await answerOf(engine.workers), [cardOf('w2')])
    },
  },
  {
    name: 'a worker that is silent for too long is gone, and comes back when it speaks',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.announce(cardOf('w1')))
      await answerOf(engine.announce(cardOf('w2')))
      await trial.untilSilent()
      const workers = () => answerOf(engine.workers)
      mustBe('the silent', await lookUntil(trial, workers, ({ length }) => length === 0), [])
      await answerOf(engine.announce(cardOf('w2', 3)))
      mustBe('who speaks again', await workers(), [cardOf('w2', 3)])
    },
  },
]
