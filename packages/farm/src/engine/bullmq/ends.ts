import { ErrorCode, type Job as QueuedJob } from 'bullmq'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { Lease } from '../engine.js'
import type { EngineError } from '../error.js'
import type { Attempt } from './attempt.js'
import type { HeldLease, Leases } from './leases.js'
import { reasonOf } from './letter.js'
import type { Signals } from './signals.js'

/** What BullMQ says where a job is not there, or not in the hands of who asks. */
const notHeld: readonly unknown[] = [
  ErrorCode.JobNotExist,
  ErrorCode.JobLockNotExist,
  ErrorCode.JobNotInState,
  ErrorCode.JobLockMismatch,
]

/** Whether a command was done: `false` where BullMQ says that the job is not there or not held. Rejects with the rest. */
export const isDone = async (command: Promise<unknown>): Promise<boolean> => {
  try {
    await command
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && notHeld.includes(cause.code)) return false
    throw cause
  }
}

/** What the three ends of a lease, and its claim, need. */
export interface EndsOptions {
  readonly attempt: Attempt
  readonly leases: Leases
  readonly signals: Signals
  readonly held: HeldLease
  readonly queued: QueuedJob<unknown>
}

/** The three ends of a lease, and its claim, which ends with it. */
export const endsOf = (options: EndsOptions): Pick<Lease, 'claim' | 'isClaimed' | 'finish' | 'bury' | 'giveBack'> => {
  const { attempt, leases, signals, held, queued } = options
  const { backend } = held.from.queue
  const over: EngineError = { _tag: 'LeaseLost', job: held.id }
  /** Where that cannot be told, the claim is over when it is not renewed. */
  const release = async (): Promise<void> => {
    const isWanted = await attempt(held.claim.release)()
    if (E.isRight(isWanted) && isWanted.right) signals.wake()
  }
  const whileHeld =
    (question: () => Promise<boolean>): TE.TaskEither<EngineError, boolean> =>
    async () =>
      held.lost.signal.aborted ? E.left(over) : attempt(question)()
  const end =
    (command: () => Promise<unknown>, after: () => void): TE.TaskEither<EngineError, void> =>
    async () => {
      // not renewed from here on, so that a renewal that comes too late is no loss
      leases.release(held)
      const ended = await attempt(() => isDone(command()))()
      if (E.isLeft(ended)) {
        if (!held.lost.signal.aborted) leases.hold(held, performance.now())
        return ended
      }
      await release()
      if (ended.right) return E.right(after())
      held.lost.abort()
      return E.left(over)
    }
  return {
    claim: whileHeld(held.claim.take),
    isClaimed: whileHeld(held.claim.isTaken),
    finish: end(() => queued.moveToCompleted(null, held.token, false), signals.ended),
    bury: (letter) =>
      end(() => backend.moveToFailed(queued, reasonOf(letter), false, held.token, false), signals.ended),
    // to the front: the last that is pushed back is the first that is taken, on Redis and on Postgres
    giveBack: end(() => backend.retryJob(held.id, true, held.token), signals.wake),
  }
}
