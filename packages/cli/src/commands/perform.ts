import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, placed } from '../errors.js'
import type { Io } from '../io.js'
import type { RunOptions } from '../options/run-options.js'
import type { Outcome } from '../outcome.js'
import { execute } from '../run/execute.js'
import { checkMemory } from '../run/memory.js'
import { type Prepared, prepare } from '../run/prepare.js'
import type { Request } from '../run/request.js'
import type { Run } from '../run/run.js'
import { alone, type Source, type Sources } from '../run/subject.js'
import { checkHolds, checkTargets, numberedNames, type Output, type Target } from '../run/target.js'
import { itemsOf, targetsOf, type WantedLines } from './lines.js'

/** A run as it was asked for. */
export interface Wanted {
  readonly source: TE.TaskEither<CliError, Source>
  readonly options: RunOptions
  readonly request: Request
  readonly output: Output
  /** How many results are made, one for each seed from the first on. */
  readonly batch: number
  /** The one item of a batch that is made, counted from 0; all of them where it is left out. */
  readonly only?: number
}

/** A run as the one line of all that is asked for. */
export const ofOne = ({ source, options, request, output, batch, only }: Wanted): WantedLines => ({
  sources: pipe(source, TE.map(alone)),
  lines: [{ options, batch, ...(only === undefined ? {} : { only }), named: false, where: null }],
  request,
  output,
  path: options.output,
})

/** What every line comes to, of the model that serves them. */
interface PreparedLines {
  readonly open: Sources['open']
  readonly prepared: RNEA.ReadonlyNonEmptyArray<RNEA.ReadonlyNonEmptyArray<Prepared>>
}

const preparedLines = ({ sources, lines, request }: WantedLines, io: Io): TE.TaskEither<CliError, PreparedLines> => {
  const random = io.randomSeed()
  return pipe(
    sources,
    TE.flatMap(({ each, open }) =>
      pipe(
        lines,
        TE.traverseReadonlyNonEmptyArrayWithIndexSeq((i, line) =>
          pipe(
            prepare(TE.right(each[i]!), line.options, request, itemsOf(line, random)), // one source for each line
            TE.mapLeft(placed(line.where)),
          ),
        ),
        TE.map((prepared) => ({ open, prepared })),
      ),
    ),
  )
}

/** As many runs as targets, those of each line one after the other. */
const runsOf = (
  prepared: PreparedLines['prepared'],
  targets: readonly Target[],
  plot: string | undefined,
): RNEA.ReadonlyNonEmptyArray<Run> => {
  const plots = plot === undefined ? [] : numberedNames(plot, targets.length)
  return pipe(
    prepared,
    RNEA.chainWithIndex((source, items) =>
      pipe(
        items,
        RNEA.map((one: Prepared) => ({ source, prepared: one })),
      ),
    ),
    RNEA.mapWithIndex((item, one) => ({
      ...one,
      place: { batch: targets.length, item },
      target: targets[item]!, // see above
      plot: plots[item] ?? null,
    })),
  )
}

/**
 * Runs them and writes what they make. Everything that can be checked before is, whether there is memory enough as
 * well.
 */
export const performAll = (wanted: WantedLines, io: Io): TE.TaskEither<CliError, Outcome> => {
  const { options } = wanted.lines[0]
  return pipe(
    TE.Do,
    TE.bind('targets', () => targetsOf(wanted)),
    TE.tap(({ targets }) => checkTargets(targets, options)),
    TE.bind('made', () => preparedLines(wanted, io)),
    TE.let('runs', ({ targets, made: { prepared } }) => runsOf(prepared, targets, options.plot)),
    TE.tap(({ runs }) =>
      TE.fromEither(
        pipe(
          runs,
          E.traverseArray(({ target, prepared: { subject } }) => checkHolds(target, subject.sound)),
        ),
      ),
    ),
    TE.tap(({ runs }) =>
      TE.fromEither(checkMemory(RNEA.map(({ prepared }: Run) => prepared)(runs), io.availableMemory())),
    ),
    TE.flatMap(({ runs, made: { open } }) => execute(runs, open, io)),
  )
}

/** The same checked and prepared, and not run: the first item of the first line. */
export const explainedAll = (wanted: WantedLines, io: Io): TE.TaskEither<CliError, Prepared> =>
  pipe(
    wanted.path === undefined ? TE.right([]) : targetsOf(wanted),
    TE.flatMap(() => preparedLines(wanted, io)),
    TE.map(({ prepared: [[first]] }) => first),
  )

/** Runs it and writes what it makes, as `performAll` does. */
export const perform = (wanted: Wanted, io: Io): TE.TaskEither<CliError, Outcome> => performAll(ofOne(wanted), io)

/** The same checked and prepared, and not run: the first item of a batch. */
export const explained = (wanted: Wanted, io: Io): TE.TaskEither<CliError, Prepared> => explainedAll(ofOne(wanted), io)
