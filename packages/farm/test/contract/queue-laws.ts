import { expect } from 'vitest'
import type { LaneCount, Lease } from '../../src/index.js'
import { answerOf, failureOf, idOf, jobOf, laneOf, letterOf, placeOf } from './samples.js'
import { type ContractLaw, lookUntil, type Trial } from './trial.js'

const anna = laneOf('anna')
const count = (waiting: number, running = 0, dead = 0, lane = anna): LaneCount => ({ lane, waiting, running, dead })

/** Takes a job that must be there. */
export const take = async ({ engine }: Pick<Trial, 'engine'>, lane = anna, worker = 'w1'): Promise<Lease> => {
  const lease = await answerOf(engine.work(lane, worker))
  if (lease === null) throw new Error('no job waits')
  return lease
}

/** What a list of jobs comes to when it is taken one by one, and ended. */
export const takeAll = async (trial: Pick<Trial, 'engine'>, lane = anna): Promise<readonly string[]> => {
  const ids: string[] = []
  for (;;) {
    const lease = await answerOf(trial.engine.work(lane, 'w1'))
    if (lease === null) return ids
    ids.push(lease.job.id)
    await answerOf(lease.finish)
  }
}

/** Laws of submitting, taking and ending. */
export const queueLaws: readonly ContractLaw[] = [
  {
    name: 'a job is taken as it was submitted, by an engine of another process too',
    holds: async ({ engine, another }) => {
      const job = jobOf(1)
      expect(await answerOf(engine.submit([job]))).toEqual([{ id: job.id, isNew: true }])
      const lease = await take({ engine: await another() })
      expect(lease.job).toEqual(job)
      expect([lease.deliveries, lease.losses]).toEqual([1, 0])
      expect([lease.lost.aborted, lease.cancelled.aborted]).toEqual([false, false])
    },
  },
  {
    name: 'a job that is submitted twice is there once: while it waits, runs and is dead',
    holds: async ({ engine }) => {
      const again = async (): Promise<void> =>
        expect(await answerOf(engine.submit([jobOf(1)]))).toEqual([{ id: idOf(1), isNew: false }])
      expect(await answerOf(engine.submit([jobOf(1), jobOf(1)]))).toEqual([
        { id: idOf(1), isNew: true },
        { id: idOf(1), isNew: false },
      ])
      await again()
      expect(await answerOf(engine.lanes)).toEqual([count(1)])
      const lease = await take({ engine })
      await again()
      expect(await answerOf(engine.work(anna, 'w2'))).toBeNull()
      await answerOf(lease.bury(letterOf(lease.job)))
      await again()
      expect(await answerOf(engine.work(anna, 'w2'))).toBeNull()
      expect(await answerOf(engine.lanes)).toEqual([count(0, 0, 1)])
    },
  },
  {
    name: 'a job that is finished leaves, and may be submitted anew',
    holds: async ({ engine }) => {
      await answerOf(engine.submit([jobOf(1)]))
      await answerOf((await take({ engine })).finish)
      expect(await answerOf(engine.lanes)).toEqual([])
      expect(await answerOf(engine.submit([jobOf(1)]))).toEqual([{ id: idOf(1), isNew: true }])
      const { deliveries, losses } = await take({ engine })
      expect([deliveries, losses]).toEqual([1, 0])
    },
  },
  {
    name: 'three hundred jobs that are submitted at once are taken first come, first taken',
    holds: async ({ engine }) => {
      const jobs = Array.from({ length: 300 }, (_, i) => jobOf(i))
      expect((await answerOf(engine.submit(jobs))).map(({ id, isNew }) => (isNew ? id : ''))).toEqual(
        jobs.map(({ id }) => id),
      )
      expect(await answerOf(engine.lanes)).toEqual([count(300)])
      const first = await Promise.all(Array.from({ length: 20 }, () => answerOf(engine.work(anna, 'w1'))))
      expect(first.map((lease) => lease?.job.id).toSorted()).toEqual(jobs.slice(0, 20).map(({ id }) => id))
      const then: (string | undefined)[] = []
      for (let i = 20; i < 60; i++) then.push((await answerOf(engine.work(anna, 'w1')))?.job.id)
      expect(then).toEqual(jobs.slice(20, 60).map(({ id }) => id))
      expect(await answerOf(engine.lanes)).toEqual([count(240, 60)])
    },
  },
  {
    name: 'lanes keep apart what differs in anything, whatever their names are',
    holds: async ({ engine, another }) => {
      const models = ['exemplar', '', 'a:b', '{a}', 'a b/../c', '"\\\n', '\u{1f3b9}é', '__proto__', 'x'.repeat(300)]
      const lanes = [
        ...models.map((model) => laneOf('anna', { need: { model, memory: null } })),
        laneOf('anna', { need: { model: 'exemplar', memory: 0 } }),
        laneOf('anna', { need: { model: 'exemplar', memory: 2 ** 50 } }),
        laneOf('-', { need: { model: 'exemplar', memory: null } }),
        laneOf('constructor', { need: { model: 'exemplar', memory: null } }),
        laneOf('0'.repeat(32), { need: { model: 'exemplar', memory: null } }),
        laneOf('anna', { need: { model: 'exemplar', memory: null }, priority: 'high' }),
        laneOf('anna', { need: { model: 'exemplar', memory: null }, priority: 'low' }),
      ]
      // the same job in every lane: it is in each
      const admitted = await answerOf(engine.submit(lanes.map((lane) => jobOf(1, lane))))
      expect(admitted.map(({ isNew }) => isNew)).toEqual(lanes.map(() => true))
      const other = await another()
      const counted = await answerOf(other.lanes)
      expect(counted).toHaveLength(lanes.length)
      expect(counted).toEqual(expect.arrayContaining(lanes.map((lane) => count(1, 0, 0, lane))))
      for (const lane of lanes) expect((await take({ engine: other }, lane)).job).toEqual(jobOf(1, lane))
    },
  },
  {
    name: 'a job that is given back is next, and has lost no worker',
    holds: async ({ engine }) => {
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3)]))
      const [first, second] = [await take({ engine }), await take({ engine })]
      await answerOf(first.giveBack)
      await answerOf(second.giveBack)
      expect(await answerOf(engine.lanes)).toEqual([count(3)])
      const { job, losses, deliveries } = await take({ engine })
      expect([job.id, losses, deliveries]).toEqual([idOf(2), 0, 2])
      expect(await takeAll({ engine })).toEqual([idOf(1), idOf(3)])
    },
  },
  {
    name: 'a lease is ended once: after that it is lost, and changes nothing',
    holds: async ({ engine }) => {
      const leaseLost = { _tag: 'LeaseLost', job: idOf(1) }
      for (const end of ['finish', 'giveBack', 'bury'] as const) {
        await answerOf(engine.submit([jobOf(1)]))
        await answerOf(engine.retry(placeOf(jobOf(1))))
        const lease = await take({ engine })
        await answerOf(end === 'bury' ? lease.bury(letterOf(lease.job)) : lease[end])
        const before = [await answerOf(engine.lanes), await answerOf(engine.dead)]
        expect(await failureOf(lease.finish)).toEqual(leaseLost)
        expect(await failureOf(lease.giveBack)).toEqual(leaseLost)
        expect(await failureOf(lease.bury(letterOf(lease.job)))).toEqual(leaseLost)
        expect([await answerOf(engine.lanes), await answerOf(engine.dead)]).toEqual(before)
        if (end === 'giveBack') await answerOf((await take({ engine })).finish)
      }
    },
  },
  {
    name: 'a job that is given up is a dead letter, the oldest first, until it is tried again with no losses',
    holds: async ({ engine, another }) => {
      const other = await another()
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3)]))
      const letters = [letterOf(jobOf(1), 5), letterOf(jobOf(2), 6)]
      const [first, second] = [await take({ engine }), await take({ engine })]
      await answerOf(first.bury(letterOf(jobOf(1), 5)))
      await answerOf(second.bury(letterOf(jobOf(2), 6)))
      expect(await answerOf(other.dead)).toEqual(letters)
      expect(await answerOf(engine.lanes)).toEqual([count(1, 0, 2)])
      expect(await answerOf(other.retry(placeOf(jobOf(1))))).toBe(true)
      expect(await answerOf(other.retry(placeOf(jobOf(1))))).toBe(false)
      expect(await answerOf(other.retry(placeOf(jobOf(3))))).toBe(false)
      expect(await answerOf(other.retry(placeOf(jobOf(9))))).toBe(false)
      expect(await answerOf(engine.dead)).toEqual(letters.slice(1))
      expect(await answerOf(engine.lanes)).toEqual([count(2, 0, 1)])
      expect([await take({ engine }), await take({ engine })].map(({ job, losses }) => [job.id, losses])).toEqual([
        [idOf(3), 0],
        [idOf(1), 0],
      ])
    },
  },
  {
    name: 'workers are woken by what waits anew: what is submitted, given back or tried again, in any process',
    holds: async (trial) => {
      const { engine, another } = trial
      const other = await another()
      let wakes = 0
      const listening = [engine.wakes.subscribe(() => (wakes |= 1)), other.wakes.subscribe(() => (wakes |= 2))]
      const woken = async (by: string): Promise<void> => {
        expect([
          by,
          await lookUntil(
            trial,
            () => wakes,
            (seen) => seen === 3,
          ),
        ]).toEqual([by, 3])
        await trial.soon()
        wakes = 0
      }
      await answerOf(engine.submit([jobOf(1)]))
      await woken('submit')
      const lease = await take({ engine })
      await answerOf(lease.giveBack)
      await woken('give back')
      await answerOf((await take({ engine: other })).bury(letterOf(jobOf(1))))
      await answerOf(other.retry(placeOf(jobOf(1))))
      await woken('retry')
      for (const one of listening) one.unsubscribe()
    },
  },
  {
    name: 'draining ends when nothing waits and nothing runs, and no sooner',
    holds: async (trial) => {
      const { engine, another } = trial
      await answerOf(engine.drain)
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(4, laneOf('ben'))]))
      let drained = 0
      const draining = Promise.all(
        [engine, await another()].map(async (one) => {
          await answerOf(one.drain)
          drained += 1
        }),
      )
      const leases = [await take({ engine }), await take({ engine })]
      await answerOf(engine.cancel(placeOf(jobOf(3))))
      await answerOf(engine.cancel(placeOf(jobOf(4, laneOf('ben')))))
      await trial.soon()
      expect(drained, 'two still run').toBe(0)
      await answerOf(leases[0]?.finish ?? engine.drain)
      await trial.soon()
      expect(drained, 'one still runs').toBe(0)
      await answerOf(leases[1]?.bury(letterOf(jobOf(2))) ?? engine.drain)
      await draining
    },
  },
]
