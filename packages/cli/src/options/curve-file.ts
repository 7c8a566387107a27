import { mostScalePoints, scalePointsIn, scaleText } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { readTextFile } from './text-file.js'

/** What may be a curve: the option, what its values are called, how a heading may call them, and an example. */
export interface CurvedOption {
  readonly option: string
  readonly value: string
  readonly words: RegExp
  readonly example: string
}

/** What the words of a heading mean. */
const [secondWords, sigmaWords] = [/^(s|secs?|seconds?|times?)\b/i, /^sigmas?\b/i]

/** Which column is the second and which the value: as the heading names them, else in that order. */
const columnsOf = ({ words }: CurvedOption, heading: readonly string[]): readonly [second: number, value: number] => {
  const [first = '', other = ''] = heading
  return words.test(first) || (secondWords.test(other) && !secondWords.test(first)) ? [1, 0] : [0, 1]
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

const noSigmas = ({ option, value }: CurvedOption, path: string): CliError =>
  usage(
    option === '--cfg'
      ? `--cfg: ${path} names sigmas in its heading, and a file has seconds and scales: type scales by sigma, such as --cfg 7:500,2:1`
      : `${option}: ${path} names sigmas in its heading, and a file has seconds and a ${value} for each`,
  )

/** The seconds and values of a curve; a first line that is no numbers is a heading, and names the columns. */
const pointsOf = (
  of: CurvedOption,
  path: string,
  text: string,
): E.Either<CliError, readonly (readonly [number, number])[]> => {
  const { option, value, example } = of
  const all = rowsIn(text)
  const [head, ...rest] = all
  const heading = head !== undefined && head.values.every(Number.isNaN) ? head : null
  const rows = heading === null ? all : rest
  const stray = rows.find((row) => !isPoint(row))
  if (heading?.cells.some((cell) => sigmaWords.test(cell)) === true) return E.left(noSigmas(of, path))
  if (stray !== undefined)
    return E.left(
      usage(`${option}: ${path} line ${stray.where} is no second and ${value}: write lines such as ${example}`),
    )
  if (rows.length === 0 || rows.length > mostScalePoints)
    return E.left(
      usage(`${option}: ${path} has ${rows.length} lines: give 1 to ${mostScalePoints} of them, such as ${example}`),
    )
  const [second, column] = columnsOf(of, heading?.cells ?? [])
  return E.right(rows.map(({ values }) => [values[second] ?? NaN, values[column] ?? NaN] as const))
}

/** A curve of a file as it stands in a recipe, so that the recipe needs no file. Errors: usage. */
export const readCurve = (of: CurvedOption, path: string): TE.TaskEither<CliError, string> =>
  pipe(
    readTextFile(of.option, path, `lines such as ${of.example}`),
    TE.flatMapEither((text) => pointsOf(of, path, text)),
    TE.map(scaleText),
    TE.filterOrElse(
      (text) => scalePointsIn(text) !== null,
      (): CliError =>
        usage(
          `${of.option}: ${path} has a second twice, or one below 0: give seconds from 0 on, each once, such as ${of.example}`,
        ),
    ),
  )
