import { type JobList, settleList } from '@sigmastream/farm'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, withKept } from '../errors.js'
import { orInterrupted } from '../interruption.js'
import { type Io, note, type Outcome } from '../io.js'
import { displayOf } from '../run/progress.js'
import { fromFarmError } from './farm-errors.js'
import { listStatus } from './list-status.js'
import type { OpenFarm } from './open-farm.js'
import { openWorker, type WorkerSettings } from './open-worker.js'
import { remarkLine } from './remark-line.js'

/** Waits for a list, and says what it came to: 1 is the exit code where something was given up. */
export const awaitList = (farm: OpenFarm, list: JobList, io: Io): TE.TaskEither<CliError, Outcome> => {
  const display = displayOf(io)
  const of = list.jobs.length
  let [over, missed] = [0, 0]
  return pipe(
    settleList<CliError>(farm, list, {
      each: ({ _tag }) =>
        TE.fromIO(() => {
          over += 1
          if (_tag !== 'Done') missed += 1
          display.show(over / of, `${over - missed} of ${of} results are made${missed === 0 ? '' : `, ${missed} not`}`)
        }),
      problemOf: fromFarmError,
      signal: io.signal,
    }),
    orInterrupted(io.signal),
    (task) => () => task().finally(display.end),
    TE.flatMap(() => listStatus(farm, list)),
    TE.map((outcome): Outcome => ({ ...outcome, exit: missed === 0 ? 0 : 1 })),
  )
}

/**
 * Makes what waits in a farm of this process alone while something waits for it, and ends when that does. A signal ends it: what
 * runs is kept as far as it is, in the store.
 */
export const workOff = (
  farm: OpenFarm,
  settings: WorkerSettings,
  io: Io,
  waiting: TE.TaskEither<CliError, Outcome>,
): TE.TaskEither<CliError, Outcome> =>
  pipe(
    openWorker(farm, settings, io),
    TE.flatMap((work) => async () => {
      note(io, 'this process makes them: --engine redis://HOST:PORT or postgres://... lets other machines do it')
      const stop = new AbortController()
      const leave = (): void => stop.abort()
      io.signal.addEventListener('abort', leave, { once: true })
      if (io.signal.aborted) leave()
      const tally = work({
        stop: stop.signal,
        hear: (remark) => {
          if (remark._tag === 'Waits' || remark._tag === 'Without') note(io, remarkLine(remark))
        },
      })()
      const outcome = await waiting().finally(leave)
      await tally
      io.signal.removeEventListener('abort', leave)
      return E.isLeft(outcome) && outcome.left._tag === 'Interrupted'
        ? E.left(withKept('what runs is kept as far as it is: submit the same again to go on')(outcome.left))
        : outcome
    }),
  )
