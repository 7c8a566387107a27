import { answerOf, idOf, jobOf, laneOf, letterOf, placeOf } from './samples.js'
import { anna, take, takeAll } from './steps.js'
import { type ContractLaw, lookUntil, mustBe } from './trial.js'

const ben = laneOf('ben')

/** Laws of taking a job out. */
export const cancelLaws: readonly ContractLaw[] = [
  {
    name: 'a job that waits is taken out, wherever it stands, and of no other lane; one that is not there is absent',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(2, ben)]))
      const other = await trial.another()
      const cancel = (job = jobOf(2)) => answerOf(other.cancel(placeOf(job)))
      mustBe('cancel of one that waits', await cancel(), 'removed')
      mustBe('cancel of one that is gone', await cancel(), 'absent')
      mustBe('cancel of one that never was', await cancel(jobOf(4)), 'absent')
      mustBe('cancel of one in another lane', await cancel(jobOf(1, laneOf('carla'))), 'absent')
      mustBe('who is left', await takeAll({ engine }), [idOf(1), idOf(3)])
      mustBe('who is left in the other lane', await takeAll({ engine }, ben), [idOf(2)])
      await answerOf(engine.submit([jobOf(2)]))
      const lease = await take({ engine })
      await trial.soon()
      mustBe('whether one that is sent again is cancelled', lease.cancelled.aborted, false)
      await answerOf(lease.bury(letterOf(lease.job)))
      mustBe('cancel of one that is dead', await cancel(), 'absent')
      mustBe('the dead', await answerOf(engine.dead), [letterOf(jobOf(2))])
    },
  },
  {
    name: 'the worker of a job that runs is told, in its own process, and no other; the job is its own until it ends it',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(1, ben)]))
      const [first, second] = [await take({ engine }), await take({ engine: other })]
      const same = await take({ engine }, ben)
      mustBe('cancel', await answerOf(other.cancel(placeOf(jobOf(1)))), 'told')
      mustBe('whether its worker is told', await lookUntil(trial, () => first.cancelled.aborted, Boolean), true)
      mustBe('cancel of one that still runs', await answerOf(engine.cancel(placeOf(jobOf(1)))), 'told')
      await trial.soon()
      mustBe('whether others are told', [second.cancelled.aborted, same.cancelled.aborted], [false, false])
      mustBe('whether it is lost', first.lost.aborted, false)
      for (const lease of [first, second, same]) await answerOf(lease.finish)
      mustBe('cancel of one that is over', await answerOf(engine.cancel(placeOf(jobOf(1)))), 'absent')
    },
  },
  {
    name: 'a cancel is heard though it comes while the job is being taken: it is gone, or its worker is told',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      const jobs = Array.from({ length: 8 }, (_, i) => jobOf(i))
      await answerOf(engine.submit(jobs))
      const [cancellations, taken] = await Promise.all([
        Promise.all(jobs.map((job) => answerOf(other.cancel(placeOf(job))))),
        Promise.all(jobs.map(() => answerOf(engine.work(anna, 'w1')))),
      ])
      const leases = taken.filter((lease) => lease !== null)
      const right = jobs.map(({ id }) => (leases.some(({ job }) => job.id === id) ? 'told' : 'removed'))
      mustBe('cancel', cancellations, right)
      const told = () => leases.map(({ cancelled }) => cancelled.aborted)
      const areTold = await lookUntil(trial, told, (all) => all.every(Boolean))
      mustBe(
        'whether the workers are told',
        areTold,
        leases.map(() => true),
      )
      mustBe('who waits', await takeAll({ engine }), [])
    },
  },
  {
    name: 'a cancelled job that is given back is still cancelled for who takes it next; tried again it is not',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.submit([jobOf(1)]))
      const first = await take({ engine })
      await answerOf(engine.cancel(placeOf(jobOf(1))))
      await answerOf(first.giveBack)
      const second = await take({ engine: await trial.another() }, anna, 'w2')
      mustBe('whether the next is told', await lookUntil(trial, () => second.cancelled.aborted, Boolean), true)
      await answerOf(second.bury(letterOf(second.job)))
      await answerOf(engine.retry(placeOf(jobOf(1))))
      const third = await take({ engine })
      await trial.soon()
      mustBe('whether one that is tried again is cancelled', third.cancelled.aborted, false)
    },
  },
]
