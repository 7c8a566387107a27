// What the embedded model does to recordings, and how long it takes: the tables of docs/for-musicians.md.
// usage: npm run bench:musicians                     (all of it: about a quarter of an hour)
//        npm run bench:musicians -- gaps hard        (some of it: gaps, samplers, vary, restyle, hard, long)
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { exemplarCodec } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { sigmastream } from './command.mjs'
import {
  click,
  correlation,
  distance,
  elsewhere,
  louder,
  median,
  origin,
  pasted,
  rhythm,
  stretch,
} from './measures.mjs'
import { hard, long, pathOf, read, recordings, write } from './sounds.mjs'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-musicians-'))
let made = 0

/** Runs a command that makes a sound; `sound` is what it made, undefined where it refused. */
const make = async (...typed) => {
  made += 1
  const path = join(folder, `${made}.wav`)
  const account = sigmastream(...typed, '-o', path)
  return { ...account, sound: account.failure === null ? await read(path) : undefined }
}

/** Fills a gap and measures it. */
const fill = async (path, { from, to }, seed, ...more) => {
  const recording = await read(path)
  const run = await make('inpaint', path, '--from', from, '--to', to, '--seed', seed, ...more)
  if (run.sound === undefined) return run
  const gap = { from, to }
  const [original, filling] = [recording, run.sound].map((sound) => stretch(sound, from, to))
  const others = elsewhere(recording, gap)
  const ofOthers = (measure) => (others.length === 0 ? Number.NaN : median(others.map(measure)))
  return {
    ...run,
    distance: distance(filling, original),
    chance: ofOthers((other) => distance(other, original)),
    louder: louder(filling, original),
    click: click(recording, run.sound, gap),
    cut: ofOthers((other) => click(recording, pasted(recording, gap, other), gap)),
    ...origin(recording, run.sound, gap),
  }
}

const number = (value, digits = 1) => (Number.isNaN(value) ? '-' : value.toFixed(digits))
const over = (runs, name) => median(runs.map((run) => run[name]))
const cost = (runs) => [
  number(over(runs, 'seconds')),
  number(over(runs, 'busy')),
  number(Math.max(...runs.map(({ memory }) => memory)), 0),
]
const print = (...cells) => console.log(`| ${cells.join(' | ')} |`)
const table = (title, ...head) => {
  console.log(`\n${title}\n`)
  print(...head)
  print(...head.map(() => '---'))
}
const costs = ['seconds', 'processor seconds', 'MB at most']
const nearness = [
  'distance, dB',
  'of another stretch, dB',
  'louder by, dB',
  'bend at the borders',
  'of a hard cut',
  'found elsewhere',
  'places',
]
const nearnessOf = (runs) => [
  number(over(runs, 'distance')),
  number(over(runs, 'chance')),
  number(over(runs, 'louder')),
  number(over(runs, 'click'), 2),
  number(over(runs, 'cut'), 2),
  `${number(100 * over(runs, 'copied'), 0)} %`,
  number(over(runs, 'places'), 0),
]

/** Where the gaps of the tables begin, in seconds: on a stroke and between two. */
const places = [1.1, 2.4, 4.3]

const each = async (list, work) => {
  const results = []
  for (const one of list) results.push(await work(one))
  return results
}
const done = (runs) => runs.filter(({ sound }) => sound !== undefined)

const parts = {
  gaps: async () => {
    table('Gaps of several lengths, medians of three places', 'recording', 'gap', ...costs, ...nearness)
    for (const name of recordings)
      for (const length of [0.25, 0.5, 1, 2, 3, 4]) {
        const runs = await each(
          places.filter((from) => from + length < 8),
          (from) => fill(pathOf(name), { from, to: from + length }, 1),
        )
        const good = done(runs)
        if (good.length < runs.length)
          print(name, `${length} s`, `refused at ${runs.length - good.length} of ${runs.length} places`)
        if (good.length > 0) print(name, `${length} s`, ...cost(good), ...nearnessOf(good))
      }
  },

  samplers: async () => {
    table('One second of the tabla, from 2.4 s, filled by several samplers', 'sampler', 'steps', ...costs, ...nearness)
    const samplers = [
      ['euler', 10],
      ['euler', 40],
      ['euler-ancestral', 40],
      ['dpmpp-2m', 20],
      ['dpmpp-2m', 40],
      ['dpmpp-3m-sde', 50],
    ]
    const gaps = places.slice(1, 2).map((from) => ({ path: pathOf('tabla'), from }))
    for (const [sampler, steps] of samplers) {
      const runs = await each(gaps, ({ path, from }) =>
        fill(path, { from, to: from + 1 }, 1, '--sampler', sampler, '--steps', steps),
      )
      print(`\`${sampler}\``, steps, ...cost(runs), ...nearnessOf(runs))
    }
  },

  vary: async () => {
    const head = ['correlation with the clip, the higher of two seeds', 'of the two with each other']
    table('Variations; one that fails is the clip itself', 'recording', 'amount', ...costs, ...head, 'fail')
    for (const name of recordings)
      for (const amount of [0, 0.1, 0.25, 0.5, 0.75, 1]) {
        const clip = await read(pathOf(name))
        const runs = await each([1, 2], (seed) => make('vary', pathOf(name), '--amount', amount, '--seed', seed))
        const [one, two] = runs.map(({ sound = clip }) => sound)
        const higher = Math.max(correlation(one, clip), correlation(two, clip))
        const failed = runs.filter(({ failure }) => failure !== null).length
        print(name, amount, ...cost(runs), number(higher, 2), number(correlation(one, two), 2), `${failed} of 2`)
      }
  },

  restyle: async () => {
    const head = ['distance to IN, dB', 'rhythm of IN', 'louder than IN by, dB']
    table(
      'A recording made over by a model that has heard the other alone, medians of two seeds',
      'IN',
      'strength',
      ...costs,
      ...head,
    )
    for (const name of recordings) {
      const clip = await read(pathOf(name))
      const other = pathOf(recordings.find((one) => one !== name))
      for (const strength of [0.9, 0.75, 0.5, 0.25, 0]) {
        const typed = ['restyle', pathOf(name), '--strength', strength, '--from-audio', other, '--seed']
        const runs = await each([1, 2], (seed) => make(...typed, seed))
        const from = (measure) => median(runs.map(({ sound }) => measure(sound, clip)))
        print(name, strength, ...cost(runs), number(from(distance)), number(from(rhythm), 2), number(from(louder)))
      }
      print(name, 'the other itself', ...costs.map(() => '-'), '-', number(rhythm(await read(other), clip), 2), '-')
    }
  },

  hard: async () => {
    table('One second, from 3 to 4 s, of sounds that are hard', 'sound', ...nearness)
    for (const [name, sound] of Object.entries(hard)) {
      const path = join(folder, `${name.replaceAll(' ', '-')}.wav`)
      await write(path, await sound())
      const run = await fill(path, { from: 3, to: 4 }, 1)
      if (run.sound === undefined) print(name, `refused: ${run.failure}`)
      else print(name, ...nearnessOf([run]))
    }
  },

  long: async () => {
    table('How much of a recording is learnt', 'recording', 'task', ...costs, 'seconds of it learnt')
    for (const seconds of [8, 60, 300]) {
      const path = join(folder, `long-${seconds}.wav`)
      await write(path, await long(seconds))
      const { sampleRate, channels } = await read(path)
      const learnt = (leaveOut, shifts) => {
        const codec = exemplarCodec([{ sound: { sampleRate, channels }, leaveOut }])
        if (E.isLeft(codec)) throw new Error(JSON.stringify(codec.left))
        const { exemplars, frameRate } = codec.right
        const frames = exemplars(shifts).map(
          ({ latent, leaveOut: left }) => latent.shape[2] - left.reduce((sum, { start, end }) => sum + end - start, 0),
        )
        return number(frames.reduce((a, b) => a + b, 0) / shifts / frameRate)
      }
      const gap = { from: seconds / 2 - 0.5, to: seconds / 2 + 0.5 }
      print(
        `${seconds} s`,
        'fill 1 s',
        ...cost([await make('inpaint', path, '--from', gap.from, '--to', gap.to, '--seed', 1)]),
        learnt([gap], 8),
      )
      // every window is compared with every piece that is learnt: five minutes would take eight times as long as one
      const varied =
        seconds > 60 ? costs.map(() => '-') : cost([await make('vary', path, '--amount', 0.5, '--seed', 1)])
      print(`${seconds} s`, 'vary', ...varied, learnt([], 1))
    }
  },
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`There is no part "${unknown[0]}"; give some of ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}`)
for (const name of asked.length === 0 ? Object.keys(parts) : asked) await parts[name]()
rmSync(folder, { recursive: true })
