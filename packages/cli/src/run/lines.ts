import type { Recipe } from '@sigmastream/pipeline'
import { either as E, readonlyArray as RA, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, placed, usage } from '../errors.js'
import { checkNoFolder } from '../files.js'
import { numberedNames, type Output, type Target, targetOf } from './target.js'

/** A recipe, and where its results go. */
export interface Line {
  readonly recipe: Recipe
  /** The name of these results alone, where it is not one that is numbered through those of all lines. */
  readonly own?: string
  /** The line of a file that asks for them, for messages; `null` for the command line itself. */
  readonly where: string | null
}

const countOf = ({ recipe: { batch = 1, item } }: Line): number => (item === undefined ? batch : 1)

/** The names of the results of every line, those of lines without a name numbered through all. */
const namesOf = (lines: readonly Line[], output: string): readonly (readonly string[])[] => {
  const counts = lines.map(countOf)
  const starts = RA.scanLeft(0, (sum: number, count: number) => sum + count)(counts)
  const numbered = numberedNames(output, starts.at(-1) ?? 0)
  return lines.map((line, i) =>
    line.own === undefined ? numbered.slice(starts[i], starts[i + 1]) : numberedNames(line.own, countOf(line)),
  )
}

/** Where the results go, those of each line one after the other. A usage error: a name that cannot be written to. */
export const targetsOf = (
  lines: RNEA.ReadonlyNonEmptyArray<Line>,
  output: string | undefined,
  allowed: Output,
): TE.TaskEither<CliError, readonly Target[]> => {
  if (output === undefined) return TE.left(usage('no output: give -o and the name of a file'))
  const names = namesOf(lines, output)
  const targets = pipe(
    lines,
    E.traverseReadonlyNonEmptyArrayWithIndex((i, { recipe: { encoding }, where }: Line) =>
      pipe(
        names[i] ?? [],
        E.traverseArray((path) => targetOf(path, encoding ?? undefined, allowed)),
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
