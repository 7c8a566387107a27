// One process for each measurement, so that its peak of memory is that part's own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { kinds } from './kinds.mjs'
import { peers } from './peers.mjs'
import { phasesIn } from './phases/phases.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const peakTeller = new URL('tell-peak.mjs', import.meta.url).href
const phaseTeller = new URL('phases/hook.mjs', import.meta.url).href

/** Where our processes keep weights that were packed for a precision. */
export const packedFolder = here('../../.bench/packed')

const env = { ...process.env, SIGMASTREAM_CACHE: packedFolder, PYTHONWARNINGS: 'ignore' }

/**
 * What one process tells.
 *
 * @typedef {object} Measured
 * @property {readonly number[]} samples seconds
 * @property {number} peak bytes, by the operating system's account
 * @property {number} [load] seconds until the work could begin
 * @property {readonly number[]} [work] seconds of a whole clip without its loading
 * @property {readonly import('./phases/phases.mjs').Phase[]} [phases] of a whole clip of ours
 */

/** Seconds from start to end and what was printed, or the last line of what went wrong. */
const spawned = (command, args) => {
  const start = performance.now()
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env,
  })
  const seconds = (performance.now() - start) / 1000
  if (status === 0) return E.right({ seconds, stdout, stderr })
  const said = (stderr ?? '')
    .split('\n')
    .findLast((line) => line !== '' && !/^(peak |moments |Node\.js v|\s+at )/.test(line))
  return E.left(error?.message ?? said ?? `ended by ${signal ?? `exit code ${status}`}`)
}

/** The process's last line is its answer. */
const told = (command, args, job) =>
  pipe(
    spawned(command, [...args, JSON.stringify({ ...job, threads: availableParallelism(), spawned: Date.now() })]),
    E.map(({ seconds, stdout }) => ({ seconds, answer: JSON.parse(stdout.trim().split('\n').at(-1)) })),
  )

/** The command line itself, from its start to its end. */
const clip = ({ model, seconds: length }, { steps }, precision) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-bench-'))
  const chosen = precision === 'fp32' ? [] : ['--precision', precision]
  const said = [
    'generate',
    '128 BPM electronic drum loop',
    '--seconds',
    length,
    '--steps',
    steps,
    '--seed',
    1,
    '--model',
    model,
  ]
  const args = [
    '--import',
    peakTeller,
    '--import',
    phaseTeller,
    here('../../packages/cli/dist/main.js'),
    ...said,
    ...chosen,
    '-o',
    join(folder, 'clip.wav'),
  ]
  const began = Date.now()
  const ran = spawned(process.execPath, args.map(String))
  rmSync(folder, { recursive: true })
  return pipe(
    ran,
    E.map(({ seconds, stderr }) => ({
      samples: [seconds],
      peak: Number(/^peak (\d+)$/m.exec(stderr)?.[1]),
      phases: phasesIn(stderr, began),
    })),
  )
}

/**
 * A work done by us, in a process of its own.
 *
 * @param {import('./options.mjs').Options} options
 * @param {import('./works.mjs').Work} work
 * @param {string} precision
 * @returns {E.Either<string, Measured>}
 */
export const ours = (options, work, precision) => {
  if (work.part === 'clip') return clip(options, work, precision)
  const { model, runs, kind } = options
  const { guidance } = kinds[kind]
  return pipe(
    told(process.execPath, [here('measure.mjs')], { ...work, model, runs, precision, guidance }),
    E.map(({ answer }) => answer),
  )
}

/** Where OpenVINO's own form of a kind's weights is kept. */
export const convertedFolder = (kind) => here(`../../.bench/openvino/${kind}`)

/** What a peer's process is told of itself. */
const jobOf = (kind, name) => ({ ...peers[name], kind, converted: convertedFolder(kind) })

/**
 * The same work done by another, on the weights in `folder`. A clip is timed from its process's start to its end, as
 * ours is.
 *
 * @param {import('./options.mjs').Options} options
 * @param {string} name of the peer
 * @param {import('./works.mjs').Work} work
 * @returns {E.Either<string, Measured>}
 */
export const peer = ({ kind, python, runs }, name, work) =>
  pipe(
    told(python, [here('peer/main.py'), work.part, kinds[kind].peerFolder], { ...work, ...jobOf(kind, name), runs }),
    E.map(({ seconds, answer }) =>
      work.part === 'clip' ? { ...answer, work: answer.samples, samples: [seconds] } : answer,
    ),
  )

/** Networks that a work asks for, each with the frames that an autoencoder is converted for. */
const networksOf = ({ part, frames = 0 }) =>
  ({
    dit: [['transformer', frames]],
    batch: [['transformer', frames]],
    text: [['text', 0]],
    decode: [['decoder', frames]],
    encode: [['encoder', frames]],
    clip: [
      ['text', 0],
      ['transformer', frames],
      ['decoder', frames],
    ],
    start: [
      ['text', 0],
      ['transformer', frames],
    ],
  })[part] ?? []

/**
 * Versions of the packages that the others are run with, and which of them are absent; or why none can be had.
 *
 * @param {import('./options.mjs').Options} options
 */
export const peerVersions = ({ kind, python, peers: [name] }) =>
  pipe(
    told(python, [here('peer/main.py'), 'versions', kinds[kind].peerFolder], jobOf(kind, name)),
    E.map(({ answer }) => answer),
  )

/**
 * Writes what a peer reads, once: its random weights, or its own form of them.
 *
 * @param {import('./options.mjs').Options} options
 * @param {string} name of the peer
 * @param {readonly import('./works.mjs').Work[]} works
 */
export const preparedPeer = ({ kind, python }, name, works) =>
  told(python, [here('peer/main.py'), 'prepare', kinds[kind].peerFolder], {
    ...jobOf(kind, name),
    networks: works.filter((work) => work.peer).flatMap(networksOf),
  })
