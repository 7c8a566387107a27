import { setTimeout as pause } from 'node:timers/promises'
import { bullEngine } from '../src/engine/bullmq/bull-engine.js'
import type { BullServer } from '../src/engine/bullmq/bull-server.js'
import { laneQueues } from '../src/engine/bullmq/lane-queues.js'
import { type HeldLease, keepLeases, type Leases } from '../src/engine/bullmq/leases.js'
import type { ServerOptions } from '../src/engine/bullmq/server-options.js'
import type { Engine, Lane } from '../src/index.js'
import { laneKey } from '../src/job/lane-key.js'
import type { Effort, OpenTrial } from './contract/trial.js'

/** What the laws may do with a real engine, where a lost lease takes its time. */
export const bullEffort: Effort = { runs: 3, commands: 25, losses: 1 }

/** How leases are kept, and how one of them is let go of. */
const keepersOf = () => {
  const live = new Map<HeldLease, Leases>()
  const lost = new Set<HeldLease>()
  const lose = (lease: HeldLease): void => {
    live.get(lease)?.release(lease)
    live.delete(lease)
    lost.add(lease)
  }
  const keeping: typeof keepLeases = (leaseTime) => {
    const leases = keepLeases(leaseTime)
    return {
      ...leases,
      hold: (lease, since) => {
        live.set(lease, leases)
        leases.hold(lease, since)
      },
      release: (lease) => {
        live.delete(lease)
        leases.release(lease)
      },
      close: () => {
        for (const [lease, keeper] of live) if (keeper === leases) lose(lease)
        leases.close()
        for (const { lost: signal } of lost) signal.abort()
      },
    }
  }
  const find = (signal: AbortSignal): HeldLease | undefined =>
    [...live.keys()].find(({ lost: one }) => one.signal === signal)
  return { keeping, lost, lose, find }
}

/** The last farm of this process: each trial has one of its own on the server. */
let farms = 0

/** Trials of an engine on BullMQ, on a server that is there. */
export const bullTrial =
  (open: (options: ServerOptions) => Promise<BullServer>, leaseTime: number): OpenTrial =>
  async () => {
    const farm = `farm-${++farms}`
    const { keeping, lost, lose, find } = keepersOf()
    const engines: Engine[] = []
    const another = async (): Promise<Engine> => {
      const engine = bullEngine(await open({ leaseTime, farm }), {
        leaseTime,
        patience: 10_000,
        farm,
        keepLeases: keeping,
      })
      engines.push(engine)
      return engine
    }
    const engine = await another()
    let inspector: Promise<BullServer> | null = null
    /** The queue of a lane, as one who is no engine sees it. */
    const queueOf = async (lane: Lane) => {
      inspector ??= open({ leaseTime, farm })
      return laneQueues((await inspector).queues, farm)(lane).queue
    }
    /** Whether a lost job is among the first of its lane, of which so many are lost: Postgres puts it at the end before. */
    const isBack = async ({ from, id }: HeldLease): Promise<boolean> => {
      const key = laneKey(from.lane)
      const all = [...lost].filter((other) => laneKey(other.from.lane) === key)
      const waiting = await (await queueOf(from.lane)).getWaiting()
      return waiting.slice(0, all.length).some((queued) => queued.id === id)
    }
    return {
      engine,
      another,
      loseWorker: async (lease) => {
        const held = find(lease.lost)
        if (held === undefined) throw new Error('nobody holds it')
        lose(held)
      },
      untilLost: async () => {
        for (const lease of lost) while (!(await isBack(lease))) await pause(20)
        lost.clear()
      },
      untilSilent: () => pause(leaseTime),
      soon: () => pause(5),
      plant: async (lane) => {
        await (await queueOf(lane)).add('render', { job: '{}', of: 'another program' })
      },
      end: async () => {
        for (const one of engines) await one.close()
        await (await inspector)?.close()
      },
    }
  }
