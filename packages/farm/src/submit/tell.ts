import { randomUUID } from 'node:crypto'
import type { taskEither as TE } from 'fp-ts'
import type { Engine } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'

/** Tells whoever listens that a job waits, or is cancelled: its submitter knows, and no worker does. */
export const tellOf = (
  { publish }: Pick<Engine, 'publish'>,
  _tag: 'Waiting' | 'Cancelled',
  at: number,
): ((job: string) => TE.TaskEither<EngineError, void>) => {
  return (job) => publish({ _tag, id: randomUUID(), job, at })
}
