import { option as O } from 'fp-ts'
import { openEntry } from './entry.js'
import type { HeldClaim } from './held-claim.js'
import type { LaneQueue } from './lane-queues.js'

/** A lease that is kept: of which job of which queue, by which token, and the two things that its holder is told. */
export interface HeldLease {
  readonly from: LaneQueue
  readonly id: string
  readonly token: string
  readonly admission: string
  readonly claim: HeldClaim
  readonly lost: AbortController
  readonly cancelled: AbortController
}

/** The leases of this process, which it renews. */
export interface Leases {
  /** Renews it from now on; `since` is when it was taken, by the clock of `performance`. */
  readonly hold: (lease: HeldLease, since: number) => void
  readonly release: (lease: HeldLease) => void
  /** Tells the holder of a job that it is cancelled, where it is held here. */
  readonly cancel: (admission: string) => void
  /** Lets go of all: their holders are told that they are lost. */
  readonly close: () => void
}

const byQueue = (leases: Iterable<HeldLease>): Iterable<readonly HeldLease[]> => {
  const groups = new Map<LaneQueue, HeldLease[]>()
  for (const lease of leases) groups.set(lease.from, [...(groups.get(lease.from) ?? []), lease])
  return groups.values()
}

/**
 * Renews leases, and what they claim, three times in their time, on the timer of this thread: a thread that computes beside it delays nothing.
 * A lease that the server gave to another is lost at once, and one that could not be renewed when its time is over.
 */
export const keepLeases = (leaseTime: number): Leases => {
  /** Each, and when it was last renewed, by a clock that only goes forward. */
  const held = new Map<HeldLease, number>()
  const lose = (lease: HeldLease): void => {
    if (held.delete(lease)) lease.lost.abort()
  }
  const cancel = (admission: string): void => {
    for (const lease of held.keys()) if (lease.admission === admission) lease.cancelled.abort()
  }
  const renew = async ({ worker }: LaneQueue, leases: readonly HeldLease[]): Promise<void> => {
    const at = performance.now()
    const [ids, tokens] = [leases.map(({ id }) => id), leases.map(({ token }) => token)]
    const refused = new Set(await worker.extendJobLocks(ids, tokens, leaseTime))
    for (const lease of leases) {
      if (refused.has(lease.id)) lose(lease)
      else if (held.has(lease)) held.set(lease, at)
    }
  }
  /** Who was silent for so long that another makes the job by now has lost it. */
  const renewClaim = async (lease: HeldLease): Promise<void> => {
    if (!(await lease.claim.renew())) lose(lease)
  }
  /** What was told while nobody heard it. */
  const lookForCancel = async ({ from, id }: HeldLease): Promise<void> => {
    const open = openEntry((await from.queue.getJob(id))?.data)
    if (O.isSome(open) && open.value.entry.cancelled) cancel(open.value.entry.admission)
  }
  const busy = new Set<unknown>()
  /** Does a thing, unless it is still being done. What fails is tried again at the next beat. */
  const once = (key: unknown, thing: () => Promise<unknown>): void => {
    if (busy.has(key)) return
    busy.add(key)
    const done = (): boolean => busy.delete(key)
    thing().then(done, done)
  }
  const beat = (): void => {
    const now = performance.now()
    for (const [lease, renewed] of held) if (now - renewed > leaseTime) lose(lease)
    for (const leases of byQueue(held.keys())) {
      const [first] = leases
      if (first !== undefined) once(first.from, () => renew(first.from, leases))
    }
    for (const lease of held.keys()) once(lease.claim, () => renewClaim(lease))
    once(lookForCancel, () => Promise.all([...held.keys()].map(lookForCancel)))
  }
  const timer = setInterval(beat, leaseTime / 3)
  return {
    hold: (lease, since) => held.set(lease, since),
    release: (lease) => held.delete(lease),
    cancel,
    close: () => {
      clearInterval(timer)
      for (const lease of held.keys()) lose(lease)
    },
  }
}
