import { type JobFault, type JobList, type JobState, settleList } from '@sigmastream/farm'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, withKept } from '../errors.js'
import { orInterrupted } from '../interruption.js'
import type { Io, Outcome } from '../io.js'
import { displayOf } from '../run/progress.js'
import { isBareName } from '../stable-audio/prompts-file.js'
import { type CollectedResult, checkResultsFolder, collectResult, type ResultsFolder } from './collect-result.js'
import { fromFarmError } from './farm-errors.js'
import type { OpenFarm } from './open-farm.js'

/** A name that there is no result for, and where its job is instead. */
interface MissedResult {
  readonly id: string
  readonly name: string
  readonly state: 'dead' | 'gone' | 'waiting' | 'running'
  readonly fault: JobFault | null
}

const missedText = ({ name, state, fault }: MissedResult): string => {
  if (fault !== null) return `${name}: ${fault.message}: ${fault.right}`
  if (state === 'gone')
    return `${name}: it was cancelled, or the engine has lost it: submit the list again to have it made`
  return `${name}: it ${state === 'running' ? 'is being made' : 'waits'}`
}

const outcomeOf = (
  list: JobList,
  collected: readonly CollectedResult[],
  missed: readonly MissedResult[],
  output: string,
): Outcome => {
  const of = list.jobs.length
  const lay = collected.filter(({ lay: there }) => there).length
  const lain = lay === 0 ? '' : `, ${lay} of them before`
  return {
    exit: missed.length === 0 ? 0 : 1,
    lines: [
      ...collected.flatMap(({ path, lay: there }) => (there ? [] : [`wrote ${path}`])),
      ...missed.map(missedText),
      `${collected.length} of ${of} ${of === 1 ? 'result is' : 'results are'} in ${output}${lain}`,
    ],
    json: {
      list: list.id,
      results: collected.map(({ name, path, note: { job, content, worker, seconds } }) => ({
        id: job,
        name,
        output: path,
        content,
        worker,
        seconds,
      })),
      missing: missed,
    },
  }
}

const missedOf = (id: string, name: string, state: JobState): MissedResult => ({
  id,
  name,
  state:
    state._tag === 'Dead' ? 'dead' : state._tag === 'Gone' ? 'gone' : state._tag === 'Running' ? 'running' : 'waiting',
  fault: state._tag === 'Dead' ? state.fault : null,
})

/** A list may come from anywhere: what it calls its results must stay in the folder. */
const checkNames = ({ jobs }: JobList): E.Either<CliError, void> => {
  const stray = jobs.find(({ name }) => !isBareName(name))
  return stray === undefined
    ? E.right(undefined)
    : E.left(failure(`the list calls a result "${stray.name}", which is no name of a file: submit it again`))
}

/** Fetches the results of a list as they come to be there; `wait` is whether those that are not made yet are waited for. */
export const collectResults = (
  farm: OpenFarm,
  list: JobList,
  folder: ResultsFolder,
  wait: boolean,
  io: Io,
): TE.TaskEither<CliError, Outcome> => {
  const collected: CollectedResult[] = []
  const missed: MissedResult[] = []
  const display = displayOf(io)
  const show = (): void => {
    const [of, done] = [list.jobs.length, collected.length]
    const lost = missed.length === 0 ? '' : `, ${missed.length} not`
    display.show((done + missed.length) / of, `${done} of ${of} results are here${lost}`)
  }
  const see = (id: string, state: JobState): TE.TaskEither<CliError, void> =>
    pipe(
      list.jobs.filter((job) => job.id === id),
      TE.traverseSeqArray(({ name }) =>
        state._tag === 'Done'
          ? pipe(
              collectResult(farm.store, name, state.note, folder),
              TE.map((one) => void collected.push(one)),
            )
          : TE.fromIO(() => void missed.push(missedOf(id, name, state))),
      ),
      TE.map(show),
    )
  const kept = (): string => `${collected.length} of ${list.jobs.length} results are in ${folder.output}`
  return pipe(
    TE.fromEither(checkNames(list)),
    TE.flatMap(() => checkResultsFolder(farm, list, folder)),
    TE.flatMap((states) =>
      pipe(
        wait
          ? settleList(farm, list, {
              each: ({ id, ...state }) => see(id, state),
              problemOf: fromFarmError,
              signal: io.signal,
            })
          : pipe(
              [...states],
              TE.traverseSeqArray(([id, state]) => see(id, state)),
              TE.map(() => undefined),
            ),
        orInterrupted(io.signal),
        TE.mapLeft((error) => withKept(kept())(error)),
      ),
    ),
    TE.map(() => outcomeOf(list, collected, missed, folder.output)),
    (task) => () => task().finally(display.end),
  )
}
