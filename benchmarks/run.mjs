// Time of a 50-step run with a denoiser that costs nothing, ours and, where Python has torch and k-diffusion, the reference's.
// usage: npm run bench            (all of it: about a minute)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, drawsOf, plan, run, startAt } from '@sigmastream/core'
import { keyed, recordedTape } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { dpmpp2m, dpmpp3mSde, euler, inpaint } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'

const steps = 50
const shapes = [
  [1, 64, 128],
  [1, 64, 1024],
  [8, 64, 1024],
]
const warmUps = 10
const runs = 31

const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

const noise = keyed(1)
const schedule = polyexponential({ steps, sigmaMin: 0.3, sigmaMax: 500 })
const draw = (shape, index) => noise({ lane: 'bench', at: { index, of: 8, from: 1, to: 0 }, shape })

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const timed = async (work) => {
  for (let i = 0; i < warmUps; i++) await work()
  const times = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return median(times)
}

/** One run of a step from a given x on recorded noise; the denoiser answers with a latent that is there already. */
const runOf = (step, shape) => {
  const denoised = draw(shape, 1000)
  const started = startAt(plan({ step, schedule, shape }), draw(shape, 2000))
  const draws = right(drawsOf(started))
  const tape = recordedTape(
    draws,
    draws.map((_, i) => draw(shape, i)),
  )
  const engine = { denoiser: () => Promise.resolve(denoised), noise: tape }
  return async () => right(await run(started, engine)())
}

const painting = (shape) => {
  const mask = build(shape, (out) => out.forEach((_, i) => (out[i] = i % shape[2] < shape[2] / 2 ? 1 : 0)))
  return inpaint(euler(), draw(shape, 3000), mask)
}

const rows = [
  ['euler', (shape) => runOf(euler(), shape)],
  ['dpmpp-2m', (shape) => runOf(dpmpp2m(), shape)],
  ['dpmpp-3m-sde', (shape) => runOf(dpmpp3mSde(), shape)],
  ['inpaint (euler)', (shape) => runOf(painting(shape), shape)],
  [
    'noise, 50 draws',
    (shape) => async () => {
      for (let i = 0; i < steps; i++) draw(shape, i)
    },
  ],
]

const ours = new Map()
for (const shape of shapes)
  for (const [name, make] of rows) ours.set(`${name} ${shape.join('x')}`, await timed(make(shape)))

/** Wall time and peak memory (by the operating system's account) of the command line filling a gap, three times. */
const filling = () => {
  const tell = "process.on('exit',()=>process.stderr.write('\\nrss '+process.resourceUsage().maxRSS))"
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-bench-'))
  const once = (i) => {
    const start = performance.now()
    const args = [
      'inpaint',
      'examples/audio/drum-loop.flac',
      '--from',
      '3',
      '--to',
      '4',
      '--seed',
      '1',
      '-o',
      join(folder, `${i}.wav`),
    ]
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${tell}`, 'packages/cli/dist/main.js', ...args],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(stderr)
    return { seconds: (performance.now() - start) / 1000, megabytes: Number(/rss (\d+)/.exec(stderr)?.[1]) / 1024 }
  }
  const all = [0, 1, 2].map(once)
  rmSync(folder, { recursive: true })
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
  }
}

const peer = spawnSync(
  'python3',
  [
    fileURLToPath(new URL('peer.py', import.meta.url)),
    String(steps),
    String(warmUps),
    String(runs),
    JSON.stringify(shapes),
  ],
  { encoding: 'utf8' },
)
const theirs = new Map(peer.status === 0 ? Object.entries(JSON.parse(peer.stdout).medians) : [])
const cell = (value, digits) => (value === undefined ? '-' : value.toFixed(digits)).padStart(10)

console.log(
  `${steps} steps, medians of ${runs} runs in milliseconds; node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}`,
)
console.log(
  peer.status === 0
    ? `PyTorch: ${JSON.parse(peer.stdout).about}`
    : `PyTorch: not measured (${(peer.stderr ?? peer.error?.message ?? '').trim().split('\n').at(-1)})`,
)
console.log(
  `\n${'row'.padEnd(18)}${'shape'.padEnd(12)}${'ours'.padStart(10)}${'PyTorch'.padStart(10)}${'ratio'.padStart(10)}`,
)
for (const shape of shapes)
  for (const [name] of rows) {
    const key = `${name} ${shape.join('x')}`
    const [mine, other] = [ours.get(key), theirs.get(key)]
    console.log(
      `${name.padEnd(18)}${shape.join('x').padEnd(12)}${cell(mine, 2)}${cell(other, 2)}${cell(other === undefined ? undefined : mine / other, 2)}`,
    )
  }

const { seconds, megabytes } = filling()
console.log(
  `\nfilling 1 s of an 8 s clip, 40 steps, from start to file: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at most (medians and peak of 3)`,
)
