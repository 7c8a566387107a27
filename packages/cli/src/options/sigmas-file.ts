import { isLatentsName } from '@sigmastream/pipeline'
import { describeFileError, parseJson, readTensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { type Kind, kindAt } from '../files.js'
import { readTextFile } from './text-file.js'

const right = 'numbers, with commas, spaces or lines between them'

const Numbers = t.readonlyArray(t.number)
const SigmasJson = t.type({ sigmas: Numbers })
const SchedulesJson = t.type({ schedules: t.readonlyArray(t.type({ schedule: t.string, sigmas: Numbers })) })

const partsOf = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((part) => part !== '')

const isNumber = (part: string): boolean => !Number.isNaN(Number(part))

/** Numbers with commas or white space between them; `null` where it is anything else. */
const numbersIn = (text: string): readonly number[] | null => {
  const parts = partsOf(text)
  return parts.length > 0 && parts.every(isNumber) ? parts.map(Number) : null
}

const noList = (path: string): CliError => usage(`--sigmas: ${path} is no list of numbers: give a file of ${right}`)

/** A list as JSON, or what `sigmastream schedule --json` printed, of one schedule. */
const numbersInJson = (text: string, path: string): E.Either<CliError, readonly number[]> => {
  const json = parseJson(text)
  if (E.isLeft(json)) return E.left(noList(path))
  const numbers = Numbers.decode(json.right)
  if (E.isRight(numbers)) return numbers
  const listed = SigmasJson.decode(json.right)
  if (E.isRight(listed)) return E.right(listed.right.sigmas)
  const several = SchedulesJson.decode(json.right)
  if (E.isLeft(several)) return E.left(noList(path))
  const { schedules } = several.right
  const [first, ...others] = schedules
  if (first === undefined) return E.left(noList(path))
  return others.length === 0
    ? E.right(first.sigmas)
    : E.left(
        usage(
          `--sigmas: ${path} has ${schedules.length} schedules (${schedules.map(({ schedule }) => schedule).join(', ')}): ` +
            'give a file of one, which sigmastream schedule writes where --schedule has one name',
        ),
      )
}

const readSigmas = (path: string): TE.TaskEither<CliError, readonly number[]> =>
  isLatentsName(path)
    ? pipe(
        readTensor(path),
        TE.bimap(
          (error): CliError => usage(`--sigmas: ${describeFileError(error)}`),
          ({ data }) => Array.from(data),
        ),
      )
    : pipe(
        readTextFile('--sigmas', path, right),
        TE.flatMapEither((text) => {
          const numbers = numbersIn(text)
          return numbers === null ? numbersInJson(text, path) : E.right(numbers)
        }),
      )

/** A list with something in it that is no number, unless it is the name of a file. */
const checkNoList = (typed: string): TE.TaskEither<CliError, void> => {
  const parts = partsOf(typed)
  const stray = parts.find((part) => !isNumber(part))
  return stray === undefined || !parts.some(isNumber)
    ? TE.right(undefined)
    : pipe(
        TE.fromTask<Kind, CliError>(() => kindAt(typed)),
        TE.flatMap((kind) =>
          kind === null
            ? TE.left(usage(`--sigmas is "${typed}", and ${stray} is no number: give ${right}, or the name of a file`))
            : TE.right(undefined),
        ),
      )
}

/** Options as they were typed, with the numbers of `--sigmas`, typed or in the file that it names. Errors: usage. */
export const withSigmas = (typed: unknown): TE.TaskEither<CliError, unknown> => {
  const sigmas = typeof typed === 'object' && typed !== null && 'sigmas' in typed ? typed.sigmas : undefined
  if (typeof sigmas !== 'string' || sigmas.trim() === '') return TE.right(typed)
  const numbers = numbersIn(sigmas)
  return pipe(
    numbers === null
      ? pipe(
          checkNoList(sigmas),
          TE.flatMap(() => readSigmas(sigmas)),
        )
      : TE.right(numbers),
    TE.map((list) => Object.assign({}, typed, { sigmas: list })),
  )
}
