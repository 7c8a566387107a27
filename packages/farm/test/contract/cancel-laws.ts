import { expect } from 'vitest'
import { take, takeAll } from './queue-laws.js'
import { answerOf, idOf, jobOf, laneOf, letterOf, placeOf } from './samples.js'
import { type ContractLaw, lookUntil } from './trial.js'

const anna = laneOf('anna')

/** Laws of taking a job out. */
export const cancelLaws: readonly ContractLaw[] = [
  {
    name: 'a job that waits is taken out, wherever it stands, and of no other lane; one that is not there is absent',
    holds: async ({ engine, another }) => {
      const ben = laneOf('ben')
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(2, ben)]))
      const other = await another()
      expect(await answerOf(other.cancel(placeOf(jobOf(2))))).toBe('removed')
      expect(await answerOf(other.cancel(placeOf(jobOf(2))))).toBe('absent')
      expect(await answerOf(other.cancel(placeOf(jobOf(4))))).toBe('absent')
      expect(await answerOf(other.cancel(placeOf(jobOf(1, laneOf('carla')))))).toBe('absent')
      expect(await takeAll({ engine })).toEqual([idOf(1), idOf(3)])
      expect(await takeAll({ engine }, ben)).toEqual([idOf(2)])
      await answerOf(engine.submit([jobOf(2)]))
      const lease = await take({ engine })
      await Promise.resolve()
      expect([lease.job.id, lease.cancelled.aborted], 'sent again after it was taken out').toEqual([idOf(2), false])
      await answerOf(lease.bury(letterOf(lease.job)))
      expect(await answerOf(other.cancel(placeOf(jobOf(2)))), 'a dead letter neither waits nor runs').toBe('absent')
      expect(await answerOf(engine.dead)).toHaveLength(1)
    },
  },
  {
    name: 'the worker of a job that runs is told, in its own process, and no other; the job is its own until it ends it',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(1, laneOf('ben'))]))
      const [first, second] = [await take({ engine }), await take({ engine: other })]
      const same = await take({ engine }, laneOf('ben'))
      expect(await answerOf(other.cancel(placeOf(jobOf(1))))).toBe('told')
      expect(await lookUntil(trial, () => first.cancelled.aborted, Boolean)).toBe(true)
      expect(await answerOf(engine.cancel(placeOf(jobOf(1)))), 'it still runs').toBe('told')
      await trial.soon()
      expect([second.cancelled.aborted, same.cancelled.aborted, first.lost.aborted]).toEqual([false, false, false])
      expect(await answerOf(engine.lanes)).toEqual(
        expect.arrayContaining([{ lane: anna, waiting: 0, running: 2, dead: 0 }]),
      )
      await answerOf(first.finish)
      await answerOf(second.finish)
      expect(await answerOf(engine.cancel(placeOf(jobOf(1))))).toBe('absent')
    },
  },
  {
    name: 'a cancel is heard though it comes while the job is being taken: it is gone, or its worker is told',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      const jobs = Array.from({ length: 8 }, (_, i) => jobOf(i))
      await answerOf(engine.submit(jobs))
      const outcomes = await Promise.all(
        jobs.flatMap((job) => [
          answerOf(other.cancel(placeOf(job))).then((cancellation) => [job.id, cancellation] as const),
          answerOf(engine.work(anna, 'w1')).then((lease) => [lease?.job.id ?? '', lease] as const),
        ]),
      )
      const leases = new Map(
        outcomes.flatMap(([id, one]) => (one === null || typeof one === 'string' ? [] : [[id, one]])),
      )
      for (const [id, outcome] of outcomes) {
        if (typeof outcome !== 'string') continue
        const lease = leases.get(id)
        const isHeard = (): boolean => (lease === undefined ? outcome === 'removed' : lease.cancelled.aborted)
        expect([id, outcome, await lookUntil(trial, isHeard, Boolean)]).toEqual([
          id,
          lease === undefined ? 'removed' : 'told',
          true,
        ])
      }
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
      expect(await lookUntil(trial, () => second.cancelled.aborted, Boolean)).toBe(true)
      await answerOf(second.bury(letterOf(second.job)))
      await answerOf(engine.retry(placeOf(jobOf(1))))
      const third = await take({ engine })
      await trial.soon()
      expect(third.cancelled.aborted).toBe(false)
      await answerOf(third.finish)
    },
  },
]
