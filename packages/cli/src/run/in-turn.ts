import { either as E, type readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { type CliError, describeCliError, exitCodeOf, withKept } from '../errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Run } from './run.js'

/** A run that is finished. */
interface FinishedRun {
  readonly run: Run
  readonly outcome: Outcome
}

/** A run that failed, and what the others do not depend on. */
interface FailedRun {
  readonly run: Run
  readonly error: CliError
}

/** What is finished of so many runs, for people. */
const keptText = (finished: readonly FinishedRun[], of: number): string => {
  const paths = finished.map(({ run }) => run.target.path)
  const names = paths.length > 3 ? `${paths[0]}, ... ${paths.at(-1)}` : paths.join(', ')
  return `${paths.length} of ${of} ${paths.length === 1 ? 'is' : 'are'} finished and kept: ${names}`
}

const endedBy = (error: CliError, finished: readonly FinishedRun[], of: number): E.Either<CliError, never> =>
  E.left(finished.length === 0 ? error : withKept(keptText(finished, of))(error))

/** One outcome of several: its object has them as items. */
const joinedOutcome = (finished: readonly FinishedRun[], failed: readonly FailedRun[], of: number): Outcome => {
  const [only] = finished
  return {
    exit: failed.length === 0 ? 0 : 1,
    lines: [
      ...finished.flatMap(({ outcome }) => outcome.lines),
      ...(failed.length === 0 ? [] : [`${failed.length} of ${of} failed; ${keptText(finished, of)}`]),
    ],
    json:
      only !== undefined && of === 1
        ? { ...only.outcome.json }
        : {
            items: finished.map(({ outcome }) => outcome.json),
            ...(failed.length === 0
              ? {}
              : {
                  failed: failed.map(({ run, error }) => ({
                    output: run.target.path,
                    error: describeCliError(error),
                    exit: exitCodeOf(error),
                  })),
                }),
          },
  }
}

/**
 * Runs, one after the other. The first that fails ends them, and the error says what was finished before; where each is
 * `alone`, as those of `--count` are, it is told, and the others are made. A signal ends them all.
 */
export const inTurn = async (
  runs: RNEA.ReadonlyNonEmptyArray<Run>,
  make: (run: Run) => Promise<E.Either<CliError, Outcome>>,
  alone: boolean,
  io: Io,
): Promise<E.Either<CliError, Outcome>> => {
  const finished: FinishedRun[] = []
  const failed: FailedRun[] = []
  for (const run of runs) {
    const made = await make(run)
    if (E.isRight(made)) finished.push({ run, outcome: made.right })
    else if (alone && made.left._tag === 'Failure') {
      note(io, `sigmastream: seed ${run.job.recipe.seed}: ${describeCliError(made.left)}`)
      failed.push({ run, error: made.left })
    } else return endedBy(made.left, finished, runs.length)
  }
  const [first] = failed
  return finished.length === 0 && first !== undefined
    ? E.left(first.error)
    : E.right(joinedOutcome(finished, failed, runs.length))
}
