import { showValue } from '@sigmastream/pipeline'
import { faultOf, nearest, numberWith, prompt } from '@sigmastream/pipeline/recipe'
import { parseJson } from '@sigmastream/tensor-files'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { readTextFile } from '../options/text-file.js'

/** Lines of a file. */
export const mostLines = 1000

const nameRule = 'the name of a file in the folder of -o, without a folder'

/** Nothing that separates folders, drives or streams on any system, and no control characters. */
export const isBareName = (name: unknown): name is string =>
  t.string.is(name) && !['', '.', '..'].includes(name) && !/[\\/:\p{Cc}]/u.test(name)

const BareName = new t.Type<string, string, unknown>(
  nameRule,
  isBareName,
  (name, context) => (isBareName(name) ? t.success(name) : t.failure(name, context, nameRule)),
  t.identity,
)

const seconds = numberWith('a number above 0', { type: 'number', exclusiveMinimum: 0 })
const seed = numberWith('a whole number of at least 0', {
  type: 'integer',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
})
const Optional = t.partial({ negative: t.string, seconds, seed, output: BareName })
const Line = t.intersection([t.type({ prompt }), Optional])
const keys = ['prompt', ...Object.keys(Optional.props)]

/** One line: what is to be heard, and what it says otherwise than the command line; `where` is for messages. */
export type PromptLine = t.TypeOf<typeof Line> & { readonly where: string }

const example = '{"prompt": "rain", "seconds": 6, "seed": 7}'

const isObject = (json: unknown): json is object => typeof json === 'object' && json !== null && !Array.isArray(json)

const checkKeys = (json: object): E.Either<string, object> => {
  const stray = Object.keys(json).find((key) => !keys.includes(key))
  if (stray === undefined) return E.right(json)
  const near = nearest(stray, keys)
  const right = near === undefined ? `one of ${keys.join(', ')}` : `${near}, or leave it out`
  return E.left(`"${stray.slice(0, 80)}" is unknown: give ${right}`)
}

const faultText = (errors: t.Errors): string => {
  const { field, value, right } = faultOf(errors)
  return `${field} is ${showValue(value)}: give ${right}`
}

const lineOf = ({ where, text }: { readonly where: string; readonly text: string }): E.Either<CliError, PromptLine> =>
  pipe(
    parseJson(text),
    E.mapLeft(({ isJson, wrong }) => `${isJson ? wrong : 'it is no JSON'}: give an object, such as ${example}`),
    E.filterOrElse(isObject, () => `it is no object: give one, such as ${example}`),
    E.flatMap(checkKeys),
    E.flatMap((json) => pipe(Line.decode(json), E.mapLeft(faultText))),
    E.bimap(
      (fault) => usage(`${where}: ${fault}`),
      (line) => ({ ...line, where }),
    ),
  )

const linesOf = (path: string, text: string): E.Either<CliError, RNEA.ReadonlyNonEmptyArray<PromptLine>> => {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ where: `${path} line ${i + 1}`, text: line }))
    .filter((line) => line.text.trim() !== '')
  if (lines.length > mostLines)
    return E.left(usage(`--prompts: ${path} has ${lines.length} lines: give at most ${mostLines} at once`))
  return pipe(
    RNEA.fromReadonlyArray(lines),
    E.fromOption(
      (): CliError => usage(`--prompts: ${path} is empty: write an object on each line, such as ${example}`),
    ),
    E.flatMap(E.traverseReadonlyNonEmptyArrayWithIndex((_, line) => lineOf(line))),
  )
}

/**
 * The prompts of a file, of a pipe or, for `-`, of standard input: a JSON object on each line, lines that are blank
 * left out. Errors: usage, naming the line, what is wrong with it and what would be right.
 */
export const readPrompts = (path: string): TE.TaskEither<CliError, RNEA.ReadonlyNonEmptyArray<PromptLine>> =>
  pipe(
    readTextFile('--prompts', path, `an object on each line, such as ${example}`),
    TE.flatMapEither((text) => linesOf(path, text)),
  )
