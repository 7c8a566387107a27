import { either as E, type taskEither as TE } from 'fp-ts'
import type { EngineError } from '../engine/error.js'
import { backOff } from './back-off.js'
import type { Worker } from './worker.js'

/** So often an engine is told how a job ended. */
const mostTries = 5

/**
 * Tells an engine how a job ended, again where it cannot be reached, for as long as the lease holds. Where it is not told
 * the lease runs out, and the next worker finds in the store what this one made.
 */
export const insist = async (
  ending: TE.TaskEither<EngineError, void>,
  lost: AbortSignal,
  { clock, abort }: Pick<Worker, 'clock' | 'abort'>,
): Promise<E.Either<EngineError, void>> => {
  for (let tries = 1; ; tries++) {
    const told = await ending()
    const again = E.isLeft(told) && told.left._tag === 'EngineUnreachable' && tries < mostTries
    if (!again || lost.aborted || abort.aborted) return told
    await clock.sleep(backOff(tries), abort)
  }
}
