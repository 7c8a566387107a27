import { createHash } from 'node:crypto'
import { readonlyArray as RA, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { EngineError } from '../error.js'
import { WorkerCard } from '../worker-card.js'
import type { Attempt } from './attempt.js'
import type { BullServer } from './bull-server.js'
import { readText } from './entry.js'

/** Who is there. */
export interface Workers {
  readonly announce: (card: WorkerCard) => TE.TaskEither<EngineError, void>
  readonly leave: (worker: string) => TE.TaskEither<EngineError, void>
  readonly all: TE.TaskEither<EngineError, readonly WorkerCard[]>
}

/** Bytes that what a worker says of itself may take at most. */
const maxSize = 512 * 1024

/** A topic takes few characters, and a worker may be called anything. */
const topicOf = (worker: string): string => `worker.${createHash('sha256').update(worker).digest('hex')}`

/**
 * See `Workers`. What a worker says of itself is kept by the server for `silence` milliseconds of the server's clock: the
 * clocks of machines need not agree.
 */
export const workersOf = ({ presence }: Pick<BullServer, 'presence'>, attempt: Attempt, silence: number): Workers => ({
  announce: (card) =>
    attempt(async () => {
      const text = JSON.stringify(WorkerCard.encode(card))
      await presence.publish(topicOf(card.id), text, { ts: Date.now(), retainMs: silence, maxSize })
    }),
  leave: (worker) =>
    attempt(async () => {
      await presence.deleteRetained(topicOf(worker))
    }),
  all: attempt(async () =>
    pipe(
      await presence.getRetained(0, -1),
      RA.filterMap(({ data }) => readText(data, WorkerCard)),
    ),
  ),
})
