import { either as E } from 'fp-ts'
import { answerOf, idOf, jobOf } from './samples.js'
import { anna, countOf, take } from './steps.js'
import { type ContractLaw, mustBe } from './trial.js'

/** Laws of what several ask for at once, in several processes. */
export const raceLaws: readonly ContractLaw[] = [
  {
    name: 'of those who submit a job at once one is told that it is new, and it is there once',
    holds: async ({ engine, another }) => {
      const engines = [engine, await another()]
      const jobs = Array.from({ length: 12 }, (_, i) => jobOf(i))
      const lists = [jobs, jobs.toReversed(), jobs]
      const admitted = await Promise.all(lists.map((list, i) => answerOf((engines[i % 2] ?? engine).submit(list))))
      const isNew = admitted.flat().filter((one) => one.isNew)
      mustBe(
        'what is new',
        isNew.map(({ id }) => id).toSorted(),
        jobs.map(({ id }) => id),
      )
      mustBe('lanes', await answerOf(engine.lanes), [countOf(12)])
    },
  },
  {
    name: 'of those who take at once each has jobs of its own, and none is left',
    holds: async ({ engine, another }) => {
      const engines = [engine, await another()]
      await answerOf(engine.submit(Array.from({ length: 20 }, (_, i) => jobOf(i))))
      const asked = Array.from({ length: 24 }, (_, i) => answerOf((engines[i % 2] ?? engine).work(anna, `w${i}`)))
      const leases = (await Promise.all(asked)).filter((lease) => lease !== null)
      const ids = leases.map(({ job }) => job.id).toSorted()
      mustBe(
        'who is taken',
        ids,
        Array.from({ length: 20 }, (_, i) => idOf(i)),
      )
      mustBe('lanes', await answerOf(engine.lanes), [countOf(0, 20)])
      await Promise.all(leases.map((lease) => answerOf(lease.finish)))
      mustBe('lanes when they are over', await answerOf(engine.lanes), [])
    },
  },
  {
    name: 'of those who end a lease at once one does, and the others have lost it',
    holds: async ({ engine }) => {
      await answerOf(engine.submit([jobOf(1)]))
      const lease = await take({ engine })
      const ends = await Promise.all([lease.finish(), lease.giveBack(), lease.finish(), lease.giveBack()])
      const failures = ends.filter(E.isLeft).map(({ left }) => left._tag)
      mustBe('who has lost it', failures, ['LeaseLost', 'LeaseLost', 'LeaseLost'])
      const isFinished = E.isRight(ends[0]) || E.isRight(ends[2])
      mustBe('lanes', await answerOf(engine.lanes), isFinished ? [] : [countOf(1)])
    },
  },
]
