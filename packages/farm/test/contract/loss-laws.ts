import { expect } from 'vitest'
import { take, takeAll } from './queue-laws.js'
import { answerOf, failureOf, idOf, jobOf, laneOf, letterOf, placeOf } from './samples.js'
import { type ContractLaw, lookUntil } from './trial.js'

const anna = laneOf('anna')
const leaseLost = (number: number) => ({ _tag: 'LeaseLost', job: idOf(number) })

/** Laws of workers that are lost. */
export const lossLaws: readonly ContractLaw[] = [
  {
    name: 'what a lost worker had is taken again before all others, with one loss more, and what was not lost stays',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(4)]))
      const [lost, alsoLost, kept] = [
        await take({ engine }),
        await take({ engine }),
        await take({ engine }, anna, 'w2'),
      ]
      let woken = false
      const listening = (await trial.another()).wakes.subscribe(() => (woken = true))
      await trial.loseWorker(lost)
      await trial.loseWorker(alsoLost)
      await trial.untilLost()
      expect(await lookUntil(trial, () => woken, Boolean), 'others are woken').toBe(true)
      listening.unsubscribe()
      expect(await answerOf(engine.lanes)).toEqual([{ lane: anna, waiting: 3, running: 1, dead: 0 }])
      const again = [await take({ engine }, anna, 'w2'), await take({ engine }, anna, 'w2')]
      expect(again.map(({ job, losses, deliveries }) => [job.id, losses, deliveries]).toSorted()).toEqual([
        [idOf(1), 1, 2],
        [idOf(2), 1, 2],
      ])
      // the lost worker comes back: it may not end what another has
      const before = [await answerOf(engine.lanes), await answerOf(engine.dead)]
      expect(await failureOf(lost.finish)).toEqual(leaseLost(1))
      expect(await failureOf(lost.giveBack)).toEqual(leaseLost(1))
      expect(await failureOf(alsoLost.bury(letterOf(jobOf(2))))).toEqual(leaseLost(2))
      expect([await answerOf(engine.lanes), await answerOf(engine.dead)]).toEqual(before)
      expect([lost.lost.aborted, alsoLost.lost.aborted], 'who lost a job is told').toEqual([true, true])
      expect([kept, ...again].map((lease) => lease.lost.aborted)).toEqual([false, false, false])
      for (const lease of [kept, ...again]) await answerOf(lease.finish)
      expect(await takeAll({ engine })).toEqual([idOf(4)])
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
      expect([second.deliveries, second.losses]).toEqual([2, 1])
      await answerOf(second.giveBack)
      const third = await take({ engine })
      expect([third.deliveries, third.losses]).toEqual([3, 1])
      await answerOf(third.bury(letterOf(jobOf(1))))
      expect(await answerOf(engine.retry(placeOf(jobOf(1))))).toBe(true)
      expect((await take({ engine })).losses).toBe(0)
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
      expect(await failureOf(lease.finish)).toEqual(leaseLost(1))
      expect(await failureOf(lease.giveBack)).toEqual(leaseLost(1))
      expect(await failureOf(lease.bury(letterOf(jobOf(1))))).toEqual(leaseLost(1))
      expect(await answerOf(engine.lanes)).toEqual([{ lane: anna, waiting: 1, running: 0, dead: 0 }])
    },
  },
  {
    name: 'an engine that is closed ends nothing: what it had is lost in time, and others have the rest',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      await answerOf(other.submit([jobOf(1), jobOf(2)]))
      const [mine, others] = [await take({ engine: other }), await take({ engine })]
      const draining = other.drain()
      let ended = false
      other.events().subscribe({ complete: () => (ended = true), error: () => (ended = true) })
      await other.close()
      await other.close()
      expect((await draining)._tag, 'nobody drains a closed engine').toBe('Left')
      expect(await lookUntil(trial, () => ended, Boolean), 'readers are told that it is over').toBe(true)
      expect(mine.lost.aborted, 'its workers are told').toBe(true)
      expect((await mine.finish())._tag).toBe('Left')
      for (const task of [other.lanes, other.work(anna, 'w1'), other.submit([jobOf(3)]), other.drain])
        expect((await failureOf(task))._tag).toBe('EngineUnreachable')
      expect(await answerOf(engine.lanes)).toEqual([{ lane: anna, waiting: 0, running: 2, dead: 0 }])
      await trial.untilLost()
      const again = await take({ engine })
      expect([again.job.id, again.losses, others.lost.aborted]).toEqual([idOf(1), 1, false])
      await answerOf(again.finish)
      await answerOf(others.finish)
      await answerOf(engine.drain)
    },
  },
]
