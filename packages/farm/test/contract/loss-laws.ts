import { answerOf, failureOf, idOf, jobOf, leaseLost, letterOf, placeOf } from './samples.js'
import { anna, countOf, take, takeAll } from './steps.js'
import { type ContractLaw, lookUntil, mustBe } from './trial.js'

/** Laws of workers that are lost. */
export const lossLaws: readonly ContractLaw[] = [
  {
    name: 'what a lost worker had is taken again before all others, with one loss more, and what was not lost stays',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(4)]))
      const [lost, alsoLost] = [await take({ engine }), await take({ engine })]
      const kept = await take({ engine }, anna, 'w2')
      let isWoken = false
      const listening = (await trial.another()).wakes.subscribe(() => (isWoken = true))
      await trial.loseWorker(lost)
      await trial.loseWorker(alsoLost)
      await trial.untilLost()
      mustBe('whether others are woken', await lookUntil(trial, () => isWoken, Boolean), true)
      listening.unsubscribe()
      mustBe('lanes', await answerOf(engine.lanes), [countOf(3, 1)])
      const again = [await take({ engine }, anna, 'w2'), await take({ engine }, anna, 'w2')]
      mustBe('who is taken again', again.map(({ job }) => job.id).toSorted(), [idOf(1), idOf(2)])
      mustBe(
        'losses',
        again.map(({ losses }) => losses),
        [1, 1],
      )
      mustBe(
        'deliveries',
        again.map(({ deliveries }) => deliveries),
        [2, 2],
      )
      // the lost worker comes back: it may not end what another has
      const before = [await answerOf(engine.lanes), await answerOf(engine.dead)]
      mustBe('finish, too late', await failureOf(lost.finish), leaseLost(1))
      mustBe('give back, too late', await failureOf(lost.giveBack), leaseLost(1))
      mustBe('bury, too late', await failureOf(alsoLost.bury(letterOf(jobOf(2)))), leaseLost(2))
      mustBe('what there is after that', [await answerOf(engine.lanes), await answerOf(engine.dead)], before)
      mustBe('whether the lost are told', [lost.lost.aborted, alsoLost.lost.aborted], [true, true])
      const live = [kept, ...again]
      mustBe(
        'whether others are told',
        live.map((lease) => lease.lost.aborted),
        [false, false, false],
      )
      for (const lease of live) await answerOf(lease.finish)
      mustBe('who is left', await takeAll({ engine }), [idOf(4)])
    },
  },
  {
    name: 'losses are counted until the job is given up and tried again; giving back counts none and forgets none',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1)]))
      await trial.loseWorker(await take({ engine }))
      await trial.untilLost()
      const second = await take({ engine })
      mustBe('deliveries and losses after a loss', [second.deliveries, second.losses], [2, 1])
      await answerOf(second.giveBack)
      const third = await take({ engine })
      mustBe('deliveries and losses when it was given back', [third.deliveries, third.losses], [3, 1])
      await answerOf(third.bury(letterOf(jobOf(1))))
      mustBe('retry', await answerOf(engine.retry(placeOf(jobOf(1)))), true)
      mustBe('losses when it is tried again', (await take({ engine })).losses, 0)
    },
  },
  {
    name: 'a lost worker whose job still waits may not end it either',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1)]))
      const lease = await take({ engine })
      await trial.loseWorker(lease)
      await trial.untilLost()
      mustBe('finish, too late', await failureOf(lease.finish), leaseLost(1))
      mustBe('give back, too late', await failureOf(lease.giveBack), leaseLost(1))
      mustBe('bury, too late', await failureOf(lease.bury(letterOf(jobOf(1)))), leaseLost(1))
      mustBe('lanes', await answerOf(engine.lanes), [countOf(1)])
    },
  },
]
