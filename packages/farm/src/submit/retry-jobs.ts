import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { EngineError } from '../engine/error.js'
import type { DeadLetter } from '../job/dead-letter.js'
import { askEach, type Farm } from './farm.js'
import { tellOf } from './tell.js'

/** Puts jobs that were given up into their lanes again; the letters of those that were, `at` milliseconds since 1970. */
export const retryJobs = (
  { engine }: Pick<Farm, 'engine'>,
  isMeant: (letter: DeadLetter) => boolean,
  at: number,
): TE.TaskEither<EngineError, readonly DeadLetter[]> => {
  const tell = ({ job: { id, lane } }: DeadLetter) =>
    tellOf(engine, { _tag: 'Waiting', submitter: lane.submitter }, at)(id)
  return pipe(
    engine.dead,
    TE.map((letters) => letters.filter(isMeant)),
    TE.flatMap(
      askEach((letter: DeadLetter) =>
        pipe(
          engine.retry(letter.job),
          TE.tap((waits) => (waits ? tell(letter) : TE.right(undefined))),
          TE.map((waits) => (waits ? [letter] : [])),
        ),
      ),
    ),
    TE.map((parts) => parts.flat()),
  )
}
