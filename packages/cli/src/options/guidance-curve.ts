import { mostScalePoints, scalePointsIn, scaleText } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { readTextFile } from './text-file.js'

const example = '"0,7" and "5.5,2": 7 at the start, 2 from 5.5 s on'

/** The seconds and scales of a curve; a first line that is no numbers is a heading. */
const pointsOf = (path: string, text: string): E.Either<CliError, readonly (readonly [number, number])[]> => {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ where: i + 1, cells: line.split(/[,;\t]/).map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const numbers = lines.map(({ where, cells }) => ({
    where,
    values: cells.map((cell) => (cell === '' ? NaN : Number(cell))),
  }))
  const isPoint = ({ values }: { readonly values: readonly number[] }): boolean =>
    values.length === 2 && values.every(Number.isFinite)
  const [head, ...rest] = numbers
  const rows = head !== undefined && !isPoint(head) && head.values.every(Number.isNaN) ? rest : numbers
  const stray = rows.find((row) => !isPoint(row))
  if (stray !== undefined)
    return E.left(usage(`--cfg: ${path} line ${stray.where} is no second and scale: write lines such as ${example}`))
  return rows.length === 0 || rows.length > mostScalePoints
    ? E.left(usage(`--cfg: ${path} has ${rows.length} lines: give 1 to ${mostScalePoints} of them, such as ${example}`))
    : E.right(rows.map(({ values: [second = NaN, scale = NaN] }) => [second, scale] as const))
}

/** A curve of a file as it stands in a recipe, so that the recipe needs no file. Errors: usage. */
const readCurve = (path: string): TE.TaskEither<CliError, string> =>
  pipe(
    readTextFile('--cfg', path, `lines such as ${example}`),
    TE.flatMapEither((text) => pointsOf(path, text)),
    TE.map(scaleText),
    TE.filterOrElse(
      (text) => scalePointsIn(text) !== null,
      (): CliError =>
        usage(
          `--cfg: ${path} has a second twice, or one below 0: give seconds from 0 on, each once, such as ${example}`,
        ),
    ),
  )

/** What was typed, with the curve in place of the name of its file, `--cfg @curve.csv`. Errors: usage. */
export const withCurve = (typed: unknown): TE.TaskEither<CliError, unknown> => {
  if (typeof typed !== 'object' || typed === null || !('cfg' in typed)) return TE.right(typed)
  const { cfg } = typed
  return typeof cfg === 'string' && cfg.startsWith('@')
    ? pipe(
        readCurve(cfg.slice(1)),
        TE.map((curve) => ({ ...typed, cfg: curve })),
      )
    : TE.right(typed)
}
