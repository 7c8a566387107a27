import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { type Engine, type Lease, openEngine } from '../src/index.js'
import { answerOf, cardOf, failureOf, idOf, jobOf, laneOf, orThrow, stepOf } from './contract/samples.js'
import { lookUntil } from './contract/trial.js'
import { cuttingProxy } from './cutting-proxy.js'
import type { TestServer } from './servers.js'

/** What the laws ask of a server beside what it serves. */
export interface ServerTrial {
  readonly name: string
  readonly server: () => TestServer
  /** How many connections the server has beside the one that asks. */
  readonly connections: () => Promise<number>
  /** How many connections one engine may have at most. */
  readonly most: number
}

const anna = laneOf('anna')
const leaseTime = 900
const trial = { soon: () => pause(20) }

/** Runs with engines that are closed at the end. */
const withEngines = async (
  { server }: ServerTrial,
  run: (one: Engine, other: Engine) => Promise<void>,
): Promise<void> => {
  const opened = async (): Promise<Engine> => orThrow(await openEngine(server().url, { leaseTime })())
  const [one, other] = await Promise.all([opened(), opened()])
  try {
    await run(one, other)
  } finally {
    await one.close()
    await other.close()
  }
}

/** A thread that computes without a pause until it is ended. */
const computing = (): Promise<Worker> =>
  new Promise((resolve) => {
    const worker = new Worker(`require('worker_threads').parentPort.postMessage(0); for (;;) Math.sqrt(2)`, {
      eval: true,
    })
    worker.once('message', () => resolve(worker))
  })

const takeFrom = async (engine: Engine, lane = anna) => {
  const lease = await answerOf(engine.work(lane, 'w1'))
  if (lease === null) throw new Error('no job waits')
  return lease
}

/** Laws of an engine on a server of its own: of its connections, its timers, and of a server that goes and comes back. */
export const serverLaws = (on: ServerTrial, skipped: object = {}): void => {
  describe(`an engine on ${on.name}`, skipped, () => {
    it('has as few connections with twenty lanes as with one', () =>
      withEngines(on, async (engine, other) => {
        await other.close()
        const useOf = async (lanes: number): Promise<number> => {
          const jobs = Array.from({ length: lanes }, (_, i) => jobOf(i, laneOf(`s-${i}`)))
          await answerOf(engine.submit(jobs))
          await answerOf(engine.announce(cardOf('w1')))
          const leases = await Promise.all(jobs.map(({ lane }) => takeFrom(engine, lane)))
          const count = await lookUntil(trial, on.connections, (seen) => seen <= on.most)
          for (const { finish } of leases) await answerOf(finish)
          return count
        }
        for (const lanes of [1, 20]) expect(await useOf(lanes)).toBeLessThanOrEqual(on.most)
      }))

    it('keeps the lease of a job, and that it alone may make it, while another thread computes', () =>
      withEngines(on, async (engine, other) => {
        const ben = laneOf('ben')
        await answerOf(engine.submit([jobOf(1), jobOf(1, ben)]))
        const [lease, waiting] = [await takeFrom(engine), await takeFrom(other, ben)]
        expect([await answerOf(lease.claim), await answerOf(waiting.claim)]).toEqual([true, false])
        const thread = await computing()
        await pause(1.5 * leaseTime)
        expect(await answerOf(other.work(anna, 'w2'))).toBeNull()
        expect(await answerOf(waiting.claim)).toBe(false)
        expect([lease.lost.aborted, waiting.lost.aborted]).toEqual([false, false])
        await thread.terminate()
        await answerOf(lease.finish)
        expect(await answerOf(waiting.claim)).toBe(true)
        await answerOf(waiting.finish)
      }))

    it('says that a server is away, and goes on when it is back: with every job, with its readers and its workers', () =>
      withEngines(on, async (engine, other) => {
        await answerOf(engine.submit([jobOf(1), jobOf(2)]))
        const lease = await takeFrom(engine)
        const heard: string[] = []
        const listening = other.events(idOf(1)).subscribe(({ id }) => heard.push(id))
        const probe = async (number: number): Promise<void> => void (await engine.publish(stepOf(1, number))())
        let probes = 0
        const hears = async (): Promise<void> => {
          heard.length = 0
          await lookUntil(
            trial,
            () => probe(probes++),
            () => heard.length > 0,
          )
        }
        await hears()
        const draining = other.drain()

        await on.server().kill()
        const asked = [engine.lanes, engine.submit([jobOf(3)]), engine.dead, engine.workers, engine.cancel(jobOf(9))]
        const answers = Promise.all([engine.work(anna, 'w1')(), ...asked.map((task) => task())])
        await on.server().start()
        // each is answered late, or with what is wrong: none throws, and none is left without an answer
        const failures = (await answers)
          .filter(E.isLeft)
          .map(({ left }) => [left._tag, 'engine' in left && left.engine])
        expect(failures).toEqual(failures.map(() => ['EngineUnreachable', engine.name]))
        const [late] = await answers

        await lookUntil(trial, engine.lanes, E.isRight)
        await hears()
        listening.unsubscribe()
        await answerOf(engine.submit([jobOf(3)]))
        const finished = new Set<string>()
        const finish = async (one: Lease | null): Promise<void> => {
          if (one === null) return
          const result = await one.finish()
          expect(E.isRight(result) ? null : result.left._tag).toBeOneOf([null, 'LeaseLost'])
          if (E.isRight(result)) finished.add(one.job.id)
        }
        await finish(lease)
        if (E.isRight(late)) await finish(late.right)
        await lookUntil(
          trial,
          async () => finish(await answerOf(engine.work(anna, 'w1'))),
          () => finished.size === 3,
        )
        expect([...finished].toSorted()).toEqual([1, 2, 3].map(idOf))
        expect(await draining).toEqual(E.right(undefined))
        expect(await answerOf(engine.dead)).toEqual([])
      }))

    it('says that a connection broke which is cut while it is opened, at whatever moment', async () => {
      const url = new URL(on.server().url)
      const faults = new Set<string>()
      for (const pieces of [1, 2, 3, 4, 6]) {
        const proxy = await cuttingProxy(Number(url.port), pieces)
        const through = new URL(url)
        through.port = String(proxy.port)
        const opened = await openEngine(through.href, { leaseTime })()
        if (E.isRight(opened)) await opened.right.close()
        else faults.add(opened.left._tag)
        await proxy.close()
      }
      expect([...faults]).toEqual(['EngineUnreachable'])
    })

    it('says that nobody is there where a server has gone, and lets itself be closed', async () => {
      const engine = orThrow(await openEngine(on.server().url, { leaseTime })())
      await on.server().kill()
      await engine.close()
      expect((await failureOf(engine.lanes))._tag).toBe('EngineUnreachable')
      await on.server().start()
    })
  })
}
