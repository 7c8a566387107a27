import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { type CurvedOption, readCurve } from './curve-file.js'

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
