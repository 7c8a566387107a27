import { either as E, readonlyArray as RA, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, placed, usage } from '../errors.js'
import { checkNoFolder } from '../files.js'
import type { Item } from '../noise.js'
import type { RunOptions } from '../options/run-options.js'
import type { Request } from '../run/request.js'
import type { Sources } from '../run/subject.js'
import { numberedNames, type Output, type Target, targetOf } from '../run/target.js'

/** Results of one source. */
export interface Line {
  readonly options: RunOptions
  /** How many results are made, one for each seed from the first on. */
  readonly batch: number
  /** The one item of a batch that is made, counted from 0; all of them where it is left out. */
  readonly only?: number
  /**
   * Whether `options.output` is the name of these results alone, and not one that is numbered through those of all
   * lines.
   */
  readonly named: boolean
  /** The line of a file that asks for them, for messages; `null` for the command line itself. */
  readonly where: string | null
}

/**
 * Runs on one model as they were asked for, one source for each line; what is written beside the results is as the
 * first says.
 */
export interface WantedLines {
  readonly sources: TE.TaskEither<CliError, Sources>
  readonly lines: RNEA.ReadonlyNonEmptyArray<Line>
  readonly request: Request
  readonly output: Output
  /** What `-o` says: the name of what lines without one make. */
  readonly path: string | undefined
}

const countOf = ({ batch, only }: Line): number => (only === undefined ? batch : 1)

/** The items of a line, whose seeds begin at `random` where it says none. */
export const itemsOf = ({ options, batch, only }: Line, random: number): RNEA.ReadonlyNonEmptyArray<Item> => {
  const { seed = random } = options
  return only === undefined
    ? RNEA.makeBy((item): Item => ({ seed, batch, item }))(batch)
    : [{ seed, batch, item: only }]
}

/** The names of the results of every line, those of lines without a name numbered through all. */
const namesOf = (lines: WantedLines['lines'], output: string): readonly (readonly string[])[] => {
  const counts = lines.map(countOf)
  const starts = RA.scanLeft(0, (sum: number, count: number) => sum + count)(counts)
  const numbered = numberedNames(output, starts.at(-1) ?? 0)
  return lines.map((line, i) =>
    line.named ? numberedNames(line.options.output ?? output, countOf(line)) : numbered.slice(starts[i], starts[i + 1]),
  )
}

/** Where the results go, those of each line one after the other. A usage error: a name that cannot be written to. */
export const targetsOf = ({
  path: output,
  lines,
  output: allowed,
}: WantedLines): TE.TaskEither<CliError, readonly Target[]> => {
  if (output === undefined) return TE.left(usage('no output: give -o and the name of a file'))
  const names = namesOf(lines, output)
  const targets = pipe(
    lines,
    E.traverseReadonlyNonEmptyArrayWithIndex((i, { options: { encoding }, where }: Line) =>
      pipe(
        names[i] ?? [],
        E.traverseArray((path) => targetOf(path, encoding, allowed)),
        E.mapLeft(placed(where)),
      ),
    ),
    E.map((all) => all.flat()),
  )
  return pipe(
    checkNoFolder('--output', output),
    TE.flatMapEither(() => targets),
  )
}
