import { asyncScheduler, Subject, throttleTime } from 'rxjs'
import type { Attempt } from './attempt.js'
import type { BullServer } from './bull-server.js'

/** The topics on which the engines of a farm tell each other what happens. A lost message only delays. */
export const topics = {
  /** Something may wait that did not. */
  wake: 'farm.wake',
  /** Something is over: nothing may be left. */
  ended: 'farm.ended',
  /** A job that runs is cancelled: its admission. */
  cancel: 'farm.cancel',
  event: (job: string): string => `event.${job}`,
} as const

/** Tells the other engines, without waiting for it. */
export interface Signals {
  readonly wake: () => void
  readonly ended: () => void
}

/** So many milliseconds lie between two messages that say the same. */
const pause = 50

/** See `Signals`. The first of many in one moment is told at once, and so is that there were more. */
export const signalsOf = ({ relay }: Pick<BullServer, 'relay'>, attempt: Attempt): Signals => {
  const throttled = (topic: string): (() => void) => {
    const calls = new Subject<void>()
    calls
      .pipe(throttleTime(pause, asyncScheduler, { leading: true, trailing: true }))
      .subscribe(() => void attempt(() => relay.publish(topic, null))())
    return () => calls.next()
  }
  return { wake: throttled(topics.wake), ended: throttled(topics.ended) }
}
