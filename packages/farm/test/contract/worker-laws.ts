import { expect } from 'vitest'
import { answerOf, cardOf } from './samples.js'
import { type ContractLaw, lookUntil, type Trial } from './trial.js'

/** Laws of who is there. */
export const workerLaws: readonly ContractLaw[] = [
  {
    name: 'a worker is there as it last said, in every process, until it leaves',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      expect(await answerOf(engine.workers)).toEqual([])
      await answerOf(engine.announce(cardOf('w1')))
      await answerOf(other.announce(cardOf('w2')))
      await answerOf(engine.announce({ ...cardOf('w1', 2), jobs: ['a'] }))
      const there = await seen(trial)
      expect(there).toEqual([{ ...cardOf('w1', 2), jobs: ['a'] }, cardOf('w2')])
      await answerOf(other.leave('w1'))
      await answerOf(other.leave('w3'))
      expect(await answerOf(engine.workers)).toEqual([cardOf('w2')])
    },
  },
  {
    name: 'a worker that is silent for too long is gone, and comes back when it speaks',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.announce(cardOf('w1')))
      await answerOf(engine.announce(cardOf('w2')))
      await trial.untilSilent()
      expect(
        await lookUntil(
          trial,
          () => answerOf(engine.workers),
          ({ length }) => length === 0,
        ),
      ).toEqual([])
      await answerOf(engine.announce(cardOf('w2', 3)))
      expect(await answerOf(engine.workers)).toEqual([cardOf('w2', 3)])
    },
  },
]

const seen = async ({ engine }: Trial) =>
  (await answerOf(engine.workers)).toSorted((one, other) => (one.id < other.id ? -1 : 1))
