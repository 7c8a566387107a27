import { isLatentsName } from '@sigmastream/pipeline'
import { describeFileError, parseJson, readTensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { readTextFile } from './text-file.js'

const right = 'numbers, with commas, spaces or lines between them'

const Numbers = t.readonlyArray(t.number)
const SigmasJson = t.type({ sigmas: Numbers })

/** Numbers with commas or white space between them; `null` where it is anything else. */
const numbersIn = (text: string): readonly number[] | null => {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const numbers = parts.map(Number)
  return parts.length === 0 || numbers.some(Number.isNaN) ? null : numbers
}

/** A list as JSON, or what `sigmastream schedule --json` printed. */
const numbersInJson = (text: string): readonly number[] | null => {
  const json = parseJson(text)
  if (E.isLeft(json)) return null
  const listed = SigmasJson.decode(json.right)
  const numbers = Numbers.decode(json.right)
  return E.isRight(listed) ? listed.right.sigmas : E.isRight(numbers) ? numbers.right : null
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
        TE.flatMapEither((text) =>
          pipe(
            numbersIn(text) ?? numbersInJson(text),
            E.fromNullable<CliError>(usage(`--sigmas: ${path} is no list of numbers: give a file of ${right}`)),
          ),
        ),
      )

/** Options as they were typed, with the numbers of `--sigmas` where it names a file. Errors: usage. */
export const withSigmas = (typed: unknown): TE.TaskEither<CliError, unknown> => {
  const sigmas = typeof typed === 'object' && typed !== null && 'sigmas' in typed ? typed.sigmas : undefined
  return typeof sigmas !== 'string' || sigmas.trim() === '' || numbersIn(sigmas) !== null
    ? TE.right(typed)
    : pipe(
        readSigmas(sigmas),
        TE.map((numbers) => Object.assign({}, typed, { sigmas: numbers })),
      )
}
