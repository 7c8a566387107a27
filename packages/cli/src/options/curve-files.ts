import { mostScalePoints, scalePointsIn, scaleText } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { readTextFile } from './text-file.js'

/** What may be a curve: the option, what its values are called, how a heading may call them, and an example. */
interface CurvedOption {
  readonly option: string
  readonly value: string
  readonly words: RegExp
  readonly example: string
}

/** Whatever may be a curve of values by second, by the name of its field. */
const curvedOptions = {
  amount: {
    option: '--amount',
    value: 'amount',
    words: /^(amounts?|values?)\b/i,
    example: '"0,0" and "5.5,0.6": 0 at the start, 0.6 from 5.5 s on',
  },
  cfg: {
    option: '--cfg',
    value: 'scale',
    words: /^(scales?|cfg|guidance)\b/i,
    example: '"0,7" and "5.5,2": 7 at the start, 2 from 5.5 s on',
  },
  strength: {
    option: '--strength',
    value: 'strength',
    words: /^(strengths?|values?)\b/i,
    example: '"0,1" and "5.5,0.3": 1 at the start, 0.3 from 5.5 s on',
  },
  paintAmount: {
    option: '--paint-amount',
    value: 'amount',
    words: /^(paint|amounts?|values?)\b/i,
    example: '"2,0" and "2.5,1": 0 up to 2 s, 1 from 2.5 s on',
  },
} satisfies Readonly<Record<string, CurvedOption>>

/** The field of an option that may be a curve. */
export type CurvedField = keyof typeof curvedOptions

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
const readCurve = (of: CurvedOption, path: string): TE.TaskEither<CliError, string> =>
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

const fields: readonly CurvedField[] = ['amount', 'cfg', 'strength', 'paintAmount']

const nameIn = (option: string): string => option.slice('--'.length)

/** `--curve strength=@file.csv` as `--strength @file.csv`. Refused: what is no curve of this command. */
const withNamedCurves = (
  { curve: given, ...typed }: { readonly curve?: unknown },
  allowed: readonly CurvedField[],
): E.Either<CliError, object> => {
  const curves = Array.isArray(given) ? given.map(String) : []
  return curves.reduce<E.Either<CliError, object>>((before, curve) => {
    const [name = '', ...rest] = curve.split('=')
    const named = allowed.find((one) => nameIn(curvedOptions[one].option) === name)
    const names = allowed.map((one) => nameIn(curvedOptions[one].option)).join(' or ')
    if (named === undefined || rest.length === 0)
      return E.left(
        usage(`--curve is "${curve}": give ${names}, = and a curve, such as --curve ${names.split(' ')[0]}=@file.csv`),
      )
    return pipe(
      before,
      E.filterOrElse(
        (so) => !(named in so),
        (): CliError => usage(`--curve ${name} and ${curvedOptions[named].option}: leave one of them out`),
      ),
      E.map((so) => ({ ...so, [named]: rest.join('=') })),
    )
  }, E.right(typed))
}

/** What was typed of one option, with the curve in place of the name of its file. */
const withFile = (typed: object, field: CurvedField): TE.TaskEither<CliError, object> => {
  const of = curvedOptions[field]
  const value: unknown = Object.entries(typed).find(([name]) => name === field)?.[1]
  if (value === '@')
    return TE.left(usage(`${of.option} is "@": give the name of a file after it, such as ${of.option} @curve.csv`))
  return typeof value === 'string' && value.startsWith('@')
    ? pipe(
        readCurve(of, value.slice(1)),
        TE.map((curve) => ({ ...typed, [field]: curve })),
      )
    : TE.right(typed)
}

/**
 * What was typed, with curves in place of the names of their files: `--cfg @curve.csv`, `--curve strength=@curve.csv`.
 * `allowed` is what may be a curve of the command. Errors: usage.
 */
export const withCurves = (typed: unknown, allowed: readonly CurvedField[]): TE.TaskEither<CliError, unknown> =>
  typeof typed !== 'object' || typed === null
    ? TE.right(typed)
    : fields.reduce<TE.TaskEither<CliError, object>>(
        (before, field) =>
          pipe(
            before,
            TE.flatMap((so) => withFile(so, field)),
          ),
        TE.fromEither(withNamedCurves(typed, allowed)),
      )
