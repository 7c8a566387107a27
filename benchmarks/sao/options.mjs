// What is typed after `npm run bench:sao --`, decoded once.
import { parseArgs } from 'node:util'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** What can be measured, in the order of the table. */
export const parts = ['dit', 't5', 'decode', 'encode', 'clip', 'start', 'overhead', 'batch']

/** How the weights of the transformer may be held. */
export const precisions = ['fp32', 'fp16-weights', 'int8', 'int4']

export const usage = `usage: npm run bench:sao -- [OPTION ...]
  --parts LIST       of ${parts.join(',')} (default: all)
  --frames LIST      latent frames of a guided call, of decoding and of encoding (default: 128,1024; 1024 are 47 s)
  --precision LIST   of ${precisions.join(',')} (default: fp32,int8)
  --peer             the same work in PyTorch (fp32) as well, and ratios
  --python PATH      of the peer (default: python3)
  --processes N      of ours and of PyTorch's for each work, in turn (default: 2)
  --runs N           timed runs in each process (default: 3)
  --steps N          of the whole clip (default: 50)
  --model FOLDER     a checkpoint (default: .bench/full-size, random weights of the real size, made once)
  --json FILE        every sample (default: .bench/sao.json)`

/**
 * @typedef {object} Options
 * @property {readonly string[]} parts
 * @property {readonly number[]} frames latent frames
 * @property {readonly string[]} precision
 * @property {boolean} peer
 * @property {string} python
 * @property {number} processes
 * @property {number} runs
 * @property {number} steps
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

const text = (name, what) => (given) => (given === '' ? E.left(`--${name} is empty: give ${what}`) : E.right(given))

const string = (value) => ({ type: 'string', default: value })

const typed = {
  parts: string(parts.join(',')),
  frames: string('128,1024'),
  precision: string('fp32,int8'),
  peer: { type: 'boolean', default: false },
  python: string('python3'),
  processes: string('2'),
  runs: string('3'),
  steps: string('50'),
  model: string('.bench/full-size'),
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
        E.apS('parts', list('parts', oneOf('parts', parts))(given.parts)),
        E.apS('frames', list('frames', wholeNumber('frames', 1024))(given.frames)),
        E.apS('precision', list('precision', oneOf('precision', precisions))(given.precision)),
        E.apS('peer', E.right(given.peer)),
        E.apS('python', text('python', 'the program')(given.python)),
        E.apS('processes', wholeNumber('processes', 100)(given.processes)),
        E.apS('runs', wholeNumber('runs', 1000)(given.runs)),
        E.apS('steps', wholeNumber('steps', 1000)(given.steps)),
        E.apS('model', text('model', 'a folder')(given.model)),
        E.apS('json', text('json', 'a file')(given.json)),
      ),
    ),
  )
