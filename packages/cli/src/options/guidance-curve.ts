import { mostScalePoints, scalePointsIn, scaleText } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { readTextFile } from './text-file.js'

const example = '"0,7" and "5.5,2": 7 at the start, 2 from 5.5 s on'

/** What the words of a heading mean. */
const [secondWords, scaleWords, sigmaWords] = [
  /^(s|secs?|seconds?|times?)\b/i,
  /^(scales?|cfg|guidance)\b/i,
  /^sigmas?\b/i,
]

/** Which column is the second and which the scale: as the heading names them, else in that order. */
const columnsOf = (heading: readonly string[]): readonly [second: number, scale: number] => {
  const [first = '', other = ''] = heading
  return scaleWords.test(first) || (secondWords.test(other) && !secondWords.test(first)) ? [1, 0] : [0, 1]
}

interface Row {
  readonly where: number
  readonly cells: readonly string[]
  readonly values: readonly number[]
}

const rowsIn = (text: string): readonly Row[] =>
  text
    .split(/\r?\n/)
    .map((line, i) => ({ where: i + 1, cells: line.split(/[,;\t]/).map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((row) => ({ ...row, values: row.cells.map((cell) => (cell === '' ? NaN : Number(cell))) }))

const isPoint = ({ values }: Row): boolean => values.length === 2 && values.every(Number.isFinite)

/** The seconds and scales of a curve; a first line that is no numbers is a heading, and names the columns. */
const pointsOf = (path: string, text: string): E.Either<CliError, readonly (readonly [number, number])[]> => {
  const all = rowsIn(text)
  const [head, ...rest] = all
  const heading = head !== undefined && head.values.every(Number.isNaN) ? head : null
  const rows = heading === null ? all : rest
  const stray = rows.find((row) => !isPoint(row))
  if (heading?.cells.some((cell) => sigmaWords.test(cell)) === true)
    return E.left(
      usage(
        `--cfg: ${path} names sigmas in its heading, and a file has seconds and scales: type scales by sigma, such as --cfg 7:500,2:1`,
      ),
    )
  if (stray !== undefined)
    return E.left(usage(`--cfg: ${path} line ${stray.where} is no second and scale: write lines such as ${example}`))
  if (rows.length === 0 || rows.length > mostScalePoints)
    return E.left(
      usage(`--cfg: ${path} has ${rows.length} lines: give 1 to ${mostScalePoints} of them, such as ${example}`),
    )
  const [second, scale] = columnsOf(heading?.cells ?? [])
  return E.right(rows.map(({ values }) => [values[second] ?? NaN, values[scale] ?? NaN] as const))
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
  if (cfg === '@') return TE.left(usage('--cfg is "@": give the name of a file after it, such as --cfg @curve.csv'))
  return typeof cfg === 'string' && cfg.startsWith('@')
    ? pipe(
        readCurve(cfg.slice(1)),
        TE.map((curve) => ({ ...typed, cfg: curve })),
      )
    : TE.right(typed)
}
