// What is typed after `npm run bench:sao --`, decoded once.
import { parseArgs } from 'node:util'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { kinds } from './kinds.mjs'

/** What can be measured, in the order of the table. */
export const parts = ['dit', 't5', 'decode', 'encode', 'clip', 'start', 'overhead', 'batch']

/** How the weights of the transformer may be held. */
export const precisions = ['fp32', 'fp16-weights', 'int8', 'int4']

export const usage = `usage: npm run bench:sao -- [OPTION ...]
  --model-kind KIND  ${Object.keys(kinds).join(' or ')}, which the defaults below are of (default: 1.0)
  --parts LIST       of ${parts.join(',')} (default: all)
  --frames LIST      latent frames of a call, of decoding and of encoding (default: 128,1024; small: 237; 237 are 11 s)
  --precision LIST   of ${precisions.join(',')} (default: fp32,int8)
  --peer             the same work in PyTorch (fp32) as well, and ratios
  --python PATH      of the peer (default: python3)
  --processes N      of ours and of PyTorch's for each work, in turn (default: 2)
  --runs N           timed runs in each process (default: 3)
  --steps N          of the whole clip (default: 50; small: 8)
  --seconds N        of the whole clip (default: 5.9; small: 11)
  --model FOLDER     a checkpoint (default: .bench/full-size or .bench/full-size-small, random weights of the real size,
                     made once)
  --json FILE        every sample (default: .bench/sao.json)`

/**
 * @typedef {object} Options
 * @property {'1.0' | 'small'} kind
 * @property {readonly string[]} parts
 * @property {readonly number[]} frames latent frames
 * @property {readonly string[]} precision
 * @property {boolean} peer
 * @property {string} python
 * @property {number} processes
 * @property {number} runs
 * @property {number} steps
 * @property {number} seconds
 * @property {string} model
 * @property {string} json
 */

const list = (name, decode) => (text) => {
  const items = text.split(',')
  const repeated = items.find((item, i) => items.indexOf(item) !== i)
  if (repeated !== undefined) return E.left(`--${name} has "${repeated}" twice: give it once`)
  return E.traverseArray(decode)(items)
}

const oneOf = (name, allowed) => (text) =>
  allowed.includes(text) ? E.right(text) : E.left(`--${name} has "${text}": give one or more of ${allowed.join(',')}`)

const wholeNumber = (name, most) => (text) =>
  /^[1-9]\d*$/.test(text) && Number(text) <= most
    ? E.right(Number(text))
    : E.left(`--${name} is "${text}": give a whole number from 1 to ${most}`)

const kindOf = (text) =>
  Object.hasOwn(kinds, text)
    ? E.right(text)
    : E.left(`--model-kind is "${text}": give ${Object.keys(kinds).join(' or ')}`)

const secondsUpTo = (most) => (text) =>
  /^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= most
    ? E.right(Number(text))
    : E.left(`--seconds is "${text}": give a number above 0, at most ${most}`)

const text = (name, what) => (given) => (given === '' ? E.left(`--${name} is empty: give ${what}`) : E.right(given))

const string = (value) => ({ type: 'string', default: value })

const typed = {
  'model-kind': string('1.0'),
  parts: string(parts.join(',')),
  frames: { type: 'string' },
  precision: string('fp32,int8'),
  peer: { type: 'boolean', default: false },
  python: string('python3'),
  processes: string('2'),
  runs: string('3'),
  steps: { type: 'string' },
  seconds: { type: 'string' },
  model: { type: 'string' },
  json: string('.bench/sao.json'),
}

const parsed = (args) =>
  E.tryCatch(
    () => parseArgs({ args, options: typed, strict: true, allowPositionals: false }).values,
    (error) => `${error instanceof Error ? error.message : String(error)}\n${usage}`,
  )

/**
 * The options, or what is wrong with the first that is wrong and what would be right.
 *
 * @param {readonly string[]} args
 * @returns {E.Either<string, Options>}
 */
export const decodeOptions = (args) =>
  pipe(
    parsed([...args]),
    E.flatMap((given) =>
      pipe(
        E.Do,
        E.bind('kind', () => kindOf(given['model-kind'])),
        E.apS('parts', list('parts', oneOf('parts', parts))(given.parts)),
        E.bind('frames', ({ kind }) =>
          list('frames', wholeNumber('frames', kinds[kind].frames))(given.frames ?? kinds[kind].lengths),
        ),
        E.apS('precision', list('precision', oneOf('precision', precisions))(given.precision)),
        E.apS('peer', E.right(given.peer)),
        E.apS('python', text('python', 'the program')(given.python)),
        E.apS('processes', wholeNumber('processes', 100)(given.processes)),
        E.apS('runs', wholeNumber('runs', 1000)(given.runs)),
        E.bind('steps', ({ kind }) => wholeNumber('steps', 1000)(given.steps ?? String(kinds[kind].steps))),
        E.bind('seconds', ({ kind }) =>
          secondsUpTo((kinds[kind].frames * 2048) / 44100)(given.seconds ?? String(kinds[kind].seconds)),
        ),
        E.bind('model', ({ kind }) => text('model', 'a folder')(given.model ?? kinds[kind].folder)),
        E.apS('json', text('json', 'a file')(given.json)),
      ),
    ),
  )
