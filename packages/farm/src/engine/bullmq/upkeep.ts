import type { Census } from './counting.js'
import { countOf, isEmpty } from './counting.js'
import type { LaneQueues } from './lane-queues.js'
import type { LaneRegistry } from './lane-registry.js'
import type { Signals } from './signals.js'

/** What looking after a farm needs. */
export interface UpkeepOptions {
  readonly census: Census
  readonly registry: LaneRegistry
  readonly queues: LaneQueues
  readonly signals: Signals
  readonly leaseTime: number
}

/** A lane in which nothing was for so long is forgotten, in milliseconds: a day. */
const forgetAfter = 24 * 60 * 60 * 1000

/** Takes the lanes off the list to which nothing was submitted since, and in which nothing is. */
export const forgetLanes = async (
  { registry, queues }: Pick<UpkeepOptions, 'registry' | 'queues'>,
  since: number,
): Promise<void> => {
  for (const { lane, at } of await registry.list()) {
    if (at < since && isEmpty(await countOf(queues(lane)))) await registry.forget(lane)
  }
}

/** Puts jobs whose lease is over at the front of their lanes; whether there were any. */
const recoverJobs = async ({ census }: Pick<UpkeepOptions, 'census'>): Promise<boolean> => {
  const recovered = await Promise.all(
    (await census.all()).map(async ({ queue: { backend } }) => {
      const ids = await backend.moveStalledJobsToWait()
      // Redis puts them at the front, Postgres at the end; one that was taken meanwhile stays where it is
      await Promise.all(ids.map((id) => backend.changePriority(id, 0, true).catch(() => {})))
      return ids.length > 0
    }),
  )
  return recovered.includes(true)
}

/**
 * Twice in a lease's time, looks in every lane for jobs whose lease is over; BullMQ takes care that many who look do it
 * once. Now and then, forgets lanes that are not used. Gives what ends it.
 */
export const keepUp = (options: UpkeepOptions): (() => void) => {
  const beat = (every: number, what: () => Promise<void>): NodeJS.Timeout => {
    let isBusy = false
    const done = (): void => {
      isBusy = false
    }
    return setInterval(() => {
      if (isBusy) return
      isBusy = true
      // what fails is tried again at the next beat
      what().then(done, done)
    }, every)
  }
  const timers = [
    beat(options.leaseTime / 2, async () => {
      if (await recoverJobs(options)) options.signals.wake()
    }),
    beat(forgetAfter / 24, () => forgetLanes(options, Date.now() - forgetAfter)),
  ]
  return () => timers.forEach(clearInterval)
}
