import { answerOf, failureOf, idOf, jobOf, laneOf, leaseLost, letterOf } from './samples.js'
import { anna, take } from './steps.js'
import { type ContractLaw, lookUntil, mustBe } from './trial.js'

const ben = laneOf('ben')
const soonAnna = laneOf('anna', { priority: 'high' })

/** Laws of one job that several have sent, each in a lane of its own. */
export const claimLaws: readonly ContractLaw[] = [
  {
    name: 'of the leases of one job, in whatever lanes, one may make it at a time, until it is ended in any way',
    holds: async ({ engine, another }) => {
      const other = await another()
      for (const how of ['finish', 'bury', 'giveBack'] as const) {
        await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(1, ben), jobOf(1, soonAnna)]))
        const first = await take({ engine })
        const [second, third] = [await take({ engine: other }, ben), await take({ engine }, soonAnna)]
        const unlike = await take({ engine: other })
        const claims = async () => [
          await answerOf(first.claim),
          await answerOf(first.claim),
          await answerOf(second.claim),
          await answerOf(third.claim),
        ]
        mustBe('who may make it', await claims(), [true, true, false, false])
        mustBe('who may make another', await answerOf(unlike.claim), true)
        mustBe('who may make it still', await claims(), [true, true, false, false])
        mustBe('whether anyone is lost', [first.lost.aborted, second.lost.aborted], [false, false])
        await answerOf(how === 'bury' ? first.bury(letterOf(first.job)) : first[how])
        mustBe(`who may make it after ${how}`, await answerOf(second.claim), true)
        mustBe(`who else may make it after ${how}`, await answerOf(third.claim), false)
        await answerOf(second.finish)
        mustBe(`who may make it at last after ${how}`, await answerOf(third.claim), true)
        for (const lease of [third, unlike]) await answerOf(lease.finish)
        if (how === 'bury') await answerOf(engine.retry(first.job))
        if (how !== 'finish') await answerOf((await take({ engine })).finish)
      }
    },
  },
  {
    name: 'who looks whether another has a job is woken when he may make it, though he is in another process',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1), jobOf(1, ben)]))
      const other = await trial.another()
      const [first, second] = [await take({ engine }), await take({ engine: other }, ben)]
      mustBe('who has it', [await answerOf(first.claim), await answerOf(first.isClaimed)], [true, false])
      mustBe('whether another has it', await answerOf(second.isClaimed), true)
      mustBe('who has it still', [await answerOf(first.claim), await answerOf(second.claim)], [true, false])
      const state = { isWoken: false }
      const listening = other.wakes.subscribe(() => (state.isWoken = true))
      // what came of being sent is over
      for (let turn = 0; turn < 30; turn++) await trial.soon()
      state.isWoken = false
      await answerOf(first.finish)
      mustBe('whether he is woken', await lookUntil(trial, () => state.isWoken, Boolean), true)
      listening.unsubscribe()
      mustBe('whether he may', [await answerOf(second.isClaimed), await answerOf(second.claim)], [false, true])
      await answerOf(second.finish)
    },
  },
  {
    name: 'what a lost worker was to make may be made by who has the job next, at once, and by who has it in another lane, in time',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1), jobOf(1, ben), jobOf(2), jobOf(2, ben)]))
      const [lost, alsoLost] = [await take({ engine }), await take({ engine })]
      const [one, two] = [await take({ engine }, ben, 'w2'), await take({ engine }, ben, 'w2')]
      mustBe('who may make it', [await answerOf(lost.claim), await answerOf(alsoLost.claim)], [true, true])
      await trial.loseWorker(lost)
      await trial.loseWorker(alsoLost)
      await trial.untilLost()
      const again = await take({ engine }, anna, 'w3')
      const [same, others] = again.job.id === idOf(1) ? [one, two] : [two, one]
      mustBe('whether who has it next may', await answerOf(again.claim), true)
      mustBe('whether who has it in another lane may', await answerOf(same.claim), false)
      const isFree = await lookUntil(trial, () => answerOf(others.claim), Boolean)
      mustBe('whether who has the other in another lane may', isFree, true)
      await failureOf(lost.finish)
      mustBe('a claim, too late', await failureOf(lost.claim), leaseLost(1))
      mustBe('whether it is still his', await answerOf(again.claim), true)
      for (const lease of [again, same, others]) await answerOf(lease.finish)
    },
  },
  {
    name: 'of those who claim one job in one moment one may make it',
    holds: async ({ engine, another }) => {
      const engines = [engine, await another()]
      const lanes = Array.from({ length: 8 }, (_, i) => laneOf(`s${i}`))
      await answerOf(engine.submit(lanes.map((lane) => jobOf(1, lane))))
      const leases = await Promise.all(lanes.map((lane, i) => take({ engine: engines[i % 2] ?? engine }, lane)))
      const claims = await Promise.all(leases.map((lease) => answerOf(lease.claim)))
      mustBe('how many may', claims.filter(Boolean).length, 1)
      mustBe('who may still', await Promise.all(leases.map((lease) => answerOf(lease.claim))), claims)
      await Promise.all(leases.map((lease) => answerOf(lease.finish)))
    },
  },
  {
    name: 'the lanes of a job are those in which it waits or runs',
    holds: async ({ engine, another }) => {
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(1, ben), jobOf(1, soonAnna), jobOf(3, ben)]))
      const other = await another()
      const lanesOf = async (job: number) =>
        (await answerOf(other.lanesOf(idOf(job)))).map((lane) => JSON.stringify(lane)).toSorted()
      const texts = (...lanes: readonly unknown[]) => lanes.map((lane) => JSON.stringify(lane)).toSorted()
      mustBe('where it waits', await lanesOf(1), texts(anna, ben, soonAnna))
      mustBe('where another waits', await lanesOf(2), texts(anna))
      mustBe('where none waits', await lanesOf(4), [])
      const [first, second] = [await take({ engine }), await take({ engine }, ben)]
      mustBe('where it runs', await lanesOf(1), texts(anna, ben, soonAnna))
      await answerOf(first.bury(letterOf(first.job)))
      await answerOf(second.finish)
      mustBe('where it is left', await lanesOf(1), texts(soonAnna))
    },
  },
]
