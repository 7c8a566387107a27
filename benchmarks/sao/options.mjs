// What is typed after `npm run bench:sao --`, decoded once.
import { parseArgs } from 'node:util'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { kinds, secondsOf } from './kinds.mjs'
import { peers } from './peers.mjs'

/** What can be measured, in the order of the table. */
export const parts = ['dit', 'text', 'decode', 'encode', 'clip', 'start', 'overhead', 'batch']

/** How the weights of the transformer may be held. */
export const precisions = ['fp32', 'fp16-weights', 'int8', 'int4']

export const usage = `usage: npm run bench:sao -- [OPTION ...]
  --model-kind LIST  of ${Object.keys(kinds).join(',')}, each in a table of its own (default: 1.0)
  --parts LIST       of ${parts.join(',')} (default: all)
  --frames LIST      latent frames of a call, of decoding and of encoding (default: 1.0: 128,1024; small: 237, which are 11 s;
                     sa3-small and sa3-medium: 388, which are 30 s and the 6 behind them)
  --precision LIST   of ${precisions.join(',')} (default: fp32,int8)
  --peer             the same work by all of the others as well, and ratios; what is not installed is said to be absent
  --peers LIST       by some of them: of ${Object.keys(peers).join(',')}
  --python PATH      of the others (default: python3)
  --processes N      of ours and of each other's for each work, in turn (default: 2)
  --runs N           timed runs in each process (default: 3)
  --steps N          of the whole clip (default: 50; all but 1.0: 8)
  --seconds N        of the whole clip (default: 5.9; small: 11; sa3-small and sa3-medium: 30)
  --model FOLDER     a checkpoint, where one kind is measured (default: in .bench, random weights of the real size, made once)
  --prepare          only writes what is read: random weights, and the others' own forms of them; it needs no calm machine
  --json FILE        every sample (default: .bench/sao.json)`

/**
 * @typedef {object} Options
 * @property {keyof typeof kinds} kind
 * @property {readonly string[]} parts
 * @property {readonly number[]} frames latent frames
 * @property {readonly string[]} precision
 * @property {readonly string[]} peers
 * @property {string} python
 * @property {number} processes
 * @property {number} runs
 * @property {number} steps
 * @property {number} seconds
 * @property {string} model
 * @property {boolean} prepare
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

const secondsUpTo = (most) => (text) =>
  /^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= most
    ? E.right(Number(text))
    : E.left(`--seconds is "${text}": give a number above 0, at most ${most}`)

const text = (name, what) => (given) => (given === '' ? E.left(`--${name} is empty: give ${what}`) : E.right(given))

const peersOf = ({ peer, peers: some }) =>
  some === undefined ? E.right(peer ? Object.keys(peers) : []) : list('peers', oneOf('peers', Object.keys(peers)))(some)

const modelOf = (given, all) => (usual) => {
  if (given === undefined) return E.right(usual)
  return all.length === 1 ? text('model', 'a folder')(given) : E.left('--model is one folder: give one --model-kind')
}

const string = (value) => ({ type: 'string', default: value })

const typed = {
  'model-kind': string('1.0'),
  parts: string(parts.join(',')),
  frames: { type: 'string' },
  precision: string('fp32,int8'),
  peer: { type: 'boolean', default: false },
  peers: { type: 'string' },
  python: string('python3'),
  processes: string('2'),
  runs: string('3'),
  steps: { type: 'string' },
  seconds: { type: 'string' },
  model: { type: 'string' },
  prepare: { type: 'boolean', default: false },
  json: string('.bench/sao.json'),
}

const parsed = (args) =>
  E.tryCatch(
    () => parseArgs({ args, options: typed, strict: true, allowPositionals: false }).values,
    (error) => `${error instanceof Error ? error.message : String(error)}\n${usage}`,
  )

/** What is asked of one kind: what was not typed is as the kind has it. */
const optionsOf = (given, all) => (kind) =>
  pipe(
    E.Do,
    E.apS('kind', E.right(kind)),
    E.apS('parts', list('parts', oneOf('parts', parts))(given.parts)),
    E.apS('frames', list('frames', wholeNumber('frames', kinds[kind].frames))(given.frames ?? kinds[kind].lengths)),
    E.apS('precision', list('precision', oneOf('precision', precisions))(given.precision)),
    E.apS('peers', peersOf(given)),
    E.apS('python', text('python', 'the program')(given.python)),
    E.apS('processes', wholeNumber('processes', 100)(given.processes)),
    E.apS('runs', wholeNumber('runs', 1000)(given.runs)),
    E.apS('steps', wholeNumber('steps', 1000)(given.steps ?? String(kinds[kind].steps))),
    E.apS('seconds', secondsUpTo(secondsOf(kind, kinds[kind].frames))(given.seconds ?? String(kinds[kind].seconds))),
    E.apS('model', modelOf(given.model, all)(kinds[kind].folder)),
    E.apS('prepare', E.right(given.prepare)),
    E.apS('json', text('json', 'a file')(given.json)),
  )

/**
 * The options of each kind, or what is wrong with the first that is wrong and what would be right.
 *
 * @param {readonly string[]} args
 * @returns {E.Either<string, readonly Options[]>}
 */
export const decodeOptions = (args) =>
  pipe(
    parsed([...args]),
    E.flatMap((given) =>
      pipe(
        list('model-kind', oneOf('model-kind', Object.keys(kinds)))(given['model-kind']),
        E.flatMap((all) => E.traverseArray(optionsOf(given, all))(all)),
      ),
    ),
  )
