import { randomUUID } from 'node:crypto'
import type { taskEither as TE } from 'fp-ts'
import type { Engine } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'

/** What a submitter tells of a job. */
export interface SubmitterNews {
  readonly _tag: 'Waiting' | 'Cancelled'
  readonly submitter: string
}

/** Tells whoever listens that a job waits, or is cancelled: its submitter knows, and no worker does. */
export const tellOf = (
  { publish }: Pick<Engine, 'publish'>,
  told: SubmitterNews,
  at: number,
): ((job: string) => TE.TaskEither<EngineError, void>) => {
  return (job) => publish({ ...told, id: randomUUID(), job, at })
}
