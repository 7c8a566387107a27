import { randomUUID } from 'node:crypto'
import { either as E, option as O, type taskEither as TE } from 'fp-ts'
import type { Lease } from '../engine.js'
import type { EngineError } from '../error.js'
import type { Attempt } from './attempt.js'
import type { ClaimTable } from './bull-server.js'
import { endsOf, isDone } from './ends.js'
import { openEntry } from './entry.js'
import { heldClaim } from './held-claim.js'
import type { LaneQueue } from './lane-queues.js'
import type { HeldLease, Leases } from './leases.js'
import type { Signals } from './signals.js'

/** What taking a job needs. */
export interface TakingOptions {
  readonly engine: string
  readonly attempt: Attempt
  readonly leases: Leases
  readonly signals: Signals
  readonly claims: ClaimTable
  /** Whether a cancel of this admission was told a moment ago. */
  readonly isCancelled: (admission: string) => boolean
}

/** Why a job is put aside that this version cannot read. */
const unreadable = 'no job that this version of sigmastream reads'

/**
 * Takes the next job of a lane; `null` where none waits. What this version does not read is put among the dead, where it
 * is counted and not listed, and its id is told once: it would come again and again.
 */
export const take =
  ({ engine, attempt, leases, signals, claims, isCancelled }: TakingOptions) =>
  (from: LaneQueue, worker: string): TE.TaskEither<EngineError, Lease | null> => {
    const { backend } = from.queue
    const token = `${worker}:${randomUUID()}`
    const taken = attempt(async (late) => {
      const since = performance.now()
      const queued = await from.worker.getNextJob(token, { block: false })
      if (queued?.id === undefined) return null
      // nobody waits for it any more: it goes back, and that counts as no loss
      if (late.aborted) await backend.retryJob(queued.id, true, token)
      return { since, queued, id: queued.id }
    })
    return async () => {
      const result = await taken()
      if (E.isLeft(result)) return result
      if (result.right === null) return E.right(null)
      const { since, queued, id } = result.right
      const open = openEntry(queued.data)
      if (O.isNone(open)) {
        await attempt(() => isDone(backend.moveToFailed(queued, unreadable, false, token, false)))()
        return E.left({ _tag: 'EngineForeign', engine, what: `${id} is ${unreadable}` })
      }
      const { entry, job } = open.value
      const { admission, forgiven, cancelled } = entry
      const claim = { job: id, lane: from.queue.name, delivery: queued.attemptsStarted, token }
      const held: HeldLease = {
        from,
        id,
        token,
        admission,
        claim: heldClaim(claims, claim),
        lost: new AbortController(),
        cancelled: new AbortController(),
      }
      leases.hold(held, since)
      if (cancelled || isCancelled(admission)) held.cancelled.abort()
      return E.right({
        job,
        deliveries: queued.attemptsStarted,
        losses: queued.stalledCounter - forgiven,
        lost: held.lost.signal,
        cancelled: held.cancelled.signal,
        ...endsOf({ attempt, leases, signals, held, queued }),
      })
    }
  }
