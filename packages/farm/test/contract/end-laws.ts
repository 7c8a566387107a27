import { answerOf, failureOf, idOf, jobOf, leaseLost, letterOf, placeOf } from './samples.js'
import { countOf, take, takeAll } from './steps.js'
import { type ContractLaw, mustBe } from './trial.js'

/** Laws of ending a lease. */
export const endLaws: readonly ContractLaw[] = [
  {
    name: 'a job that is given back is next, and has lost no worker',
    holds: async ({ engine }) => {
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3)]))
      await answerOf((await take({ engine })).giveBack)
      const [first, second] = [await take({ engine }), await take({ engine })]
      mustBe('who is next while others wait', [first.job.id, second.job.id], [idOf(1), idOf(2)])
      await answerOf(first.giveBack)
      await answerOf(second.giveBack)
      mustBe('lanes', await answerOf(engine.lanes), [countOf(3)])
      const { job, losses, deliveries } = await take({ engine })
      mustBe('who is next', job.id, idOf(2))
      mustBe('losses and deliveries', [losses, deliveries], [0, 2])
      mustBe('who follows', await takeAll({ engine }), [idOf(1), idOf(3)])
    },
  },
  {
    name: 'a lease is ended once: after that it is lost, and changes nothing',
    holds: async ({ engine }) => {
      for (const end of ['bury', 'finish', 'giveBack'] as const) {
        await answerOf(engine.submit([jobOf(1)]))
        await answerOf(engine.retry(placeOf(jobOf(1))))
        const lease = await take({ engine })
        await answerOf(end === 'bury' ? lease.bury(letterOf(lease.job)) : lease[end])
        const before = [await answerOf(engine.lanes), await answerOf(engine.dead)]
        mustBe(`${end}, then finish`, await failureOf(lease.finish), leaseLost(1))
        mustBe(`${end}, then give back`, await failureOf(lease.giveBack), leaseLost(1))
        mustBe(`${end}, then bury`, await failureOf(lease.bury(letterOf(lease.job))), leaseLost(1))
        mustBe(`what there is after ${end}`, [await answerOf(engine.lanes), await answerOf(engine.dead)], before)
      }
    },
  },
  {
    name: 'a job that is given up is a dead letter, the oldest first, until it is tried again with no losses',
    holds: async ({ engine, another }) => {
      const other = await another()
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3)]))
      const letters = [letterOf(jobOf(1), 5), letterOf(jobOf(2), 6)]
      for (const letter of letters) await answerOf((await take({ engine })).bury(letter))
      mustBe('the dead', await answerOf(other.dead), letters)
      mustBe('lanes', await answerOf(engine.lanes), [countOf(1, 0, 2)])
      mustBe('retry of a dead one', await answerOf(other.retry(placeOf(jobOf(1)))), true)
      for (const number of [1, 3, 9])
        mustBe('retry of one that is not dead', await answerOf(other.retry(placeOf(jobOf(number)))), false)
      mustBe('the dead that are left', await answerOf(engine.dead), letters.slice(1))
      mustBe('lanes', await answerOf(engine.lanes), [countOf(2, 0, 1)])
      const next = [await take({ engine }), await take({ engine })]
      mustBe(
        'who is next',
        next.map(({ job }) => job.id),
        [idOf(3), idOf(1)],
      )
      mustBe(
        'losses',
        next.map(({ losses }) => losses),
        [0, 0],
      )
    },
  },
  {
    name: 'a job that is given up once more has its new letter alone, which everyone sees alike',
    holds: async ({ engine, another }) => {
      const other = await another()
      await answerOf(engine.submit([jobOf(1), jobOf(2)]))
      const kept = letterOf(jobOf(2), 6)
      for (const letter of [letterOf(jobOf(1), 5), kept]) await answerOf((await take({ engine })).bury(letter))
      await answerOf(engine.retry(placeOf(jobOf(1))))
      const { job, bury } = await take({ engine })
      const anew = { ...letterOf(job, 7), worker: 'w2', deliveries: 2 }
      await answerOf(bury(anew))
      for (const one of [engine, other, engine]) mustBe('the dead', await answerOf(one.dead), [kept, anew])
    },
  },
]
