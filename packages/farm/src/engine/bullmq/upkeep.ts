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

/**
 * Twice in a lease's time, looks in every lane for jobs whose lease is over, and puts them at the front of it; BullMQ
 * takes care that many who look do it once. Gives what ends it.
 */
export const keepUp = ({ census, registry, queues, signals, leaseTime }: UpkeepOptions): (() => void) => {
  const recover = async (): Promise<void> => {
    const lost = await Promise.all(
      (await census.all()).map(async ({ queue: { backend } }) => {
        const ids = await backend.moveStalledJobsToWait()
        // Redis puts them at the front, Postgres at the end; one that was taken meanwhile stays where it is
        await Promise.all(ids.map((id) => backend.changePriority(id, 0, true).catch(() => {})))
        return ids.length
      }),
    )
    if (lost.some((count) => count > 0)) signals.wake()
  }
  const forget = async (): Promise<void> => {
    const before = Date.now() - forgetAfter
    for (const { lane, at } of await registry.list()) {
      if (at < before && isEmpty(await countOf(queues(lane)))) await registry.forget(lane)
    }
  }
  let isBusy = false
  const beat = (what: () => Promise<void>) => () => {
    if (isBusy) return
    isBusy = true
    const done = (): void => void (isBusy = false)
    // what fails is tried again at the next beat
    what().then(done, done)
  }
  const timers = [setInterval(beat(recover), leaseTime / 2), setInterval(beat(forget), forgetAfter / 24)]
  return () => timers.forEach(clearInterval)
}
