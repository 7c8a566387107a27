// What step-saving methods save and cost: calls against the error, on analytic models, and on a checkpoint with times.
// usage: npm run bench:step-saving                                            (analytic models: half a minute)
//        npm run bench:step-saving -- --model FOLDER [--frames 128] [--steps 50] [--precision int8] [--sampler dpmpp-2m] [--reuse 0.1]
// Without --sampler and --reuse all of them are measured, which takes its time at full size. Rows are printed as they come.
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { batchItem, combine, orThrow, plan, run, startAt } from '@sigmastream/core'
import { gaussianDenoiser, gaussianFlow, linearDenoiser, linearFlow, mixtureDenoiser } from '@sigmastream/core/analytic'
import { brownian, keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { describeStableAudioError, loadStableAudio } from '@sigmastream/model-sao'
import { dpmpp2m, dpmpp3mSde, euler, guidedDenoiser, heun, lms, withReuse } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    frames: { type: 'string', default: '128' },
    steps: { type: 'string', default: '50' },
    precision: { type: 'string' },
    sampler: { type: 'string' },
    reuse: { type: 'string' },
  },
})
const steps = Number(options.steps)
const [sigmaMin, sigmaMax] = [0.3, 500]
const scheduleOf = (count) => polyexponential({ steps: count, sigmaMin, sigmaMax })
// One Brownian path for every number of steps, so that runs of a stochastic sampler tend to one result too.
const noise = brownian(456)
const tolerances = options.reuse === undefined ? [0.01, 0.02, 0.05, 0.1, 0.2] : [Number(options.reuse)]
const ranges = [
  [1, 100],
  [1, 10],
  [0.5, 5],
].map(([low, high]) => ({ low, high }))

const samplers = [
  ['euler', euler()],
  ['dpmpp-2m', dpmpp2m()],
  ['dpmpp-3m-sde', dpmpp3mSde()],
  ['lms', lms()],
].filter(([name]) => name === (options.sampler ?? name))

const size = ({ data }) => Math.hypot(...data)
const apart = (a, b) => size(combine([1, a], [-1, b])) / size(b)

const drawn = (lane, of) => keyed(456)({ lane, at: { index: 0, of: 8, from: 1, to: 0 }, shape: of })
/** One start for every number of steps: drawn by the plan it would depend on where its first step ends. */
const startOf = (of) => combine([sigmaMax, drawn('start', of)])

/** The result of a run, how often it asked, and in how many seconds. */
const ran = async (step, denoiser, shape, count = steps) => {
  let calls = 0
  const counting = (x, sigma, signal) => {
    calls += 1
    return denoiser(x, sigma, signal)
  }
  const start = performance.now()
  const started = startAt(plan({ step, schedule: scheduleOf(count), shape }), startOf(shape))
  const { x } = orThrow(await run(started, { denoiser: counting, noise })())
  return { x, calls, seconds: (performance.now() - start) / 1000 }
}

/**
 * Begins a table in Markdown, and prints a row of it at every call; columns are as wide as their heads, and at least
 * twelve.
 */
const table = (title, head) => {
  const widths = head.map((text) => Math.max(12, text.length))
  const print = (...row) => console.log(`| ${row.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`)
  console.log(`\n${title}\n`)
  print(...head)
  print(...widths.map((width) => '-'.repeat(width)))
  return print
}
const error = (value) => (value === 0 ? '0' : value.toExponential(1))
const seconds = (value) => value.toFixed(1)

const shape = [1, 64, 64]
const mixture = { means: drawn('means', [5, 64, 64]), weights: [0.3, 0.25, 0.2, 0.15, 0.1], deviation: 0.5 }

const fine = 1000
/**
 * What a sampler tends to: the flow of the model, or, where it adds noise, its own run of many steps on the same path.
 */
const limitOf = async (step, denoiser, flow) =>
  step.draws({ index: 0, of: 8, from: 2, to: 1 }).length === 0 ? flow : (await ran(step, denoiser, shape, fine)).x

/** Reuse at each tolerance, and a run without reuse of as many steps as there were calls. */
const reuseOn = async (name, denoiser, flow) => {
  const errors = ['from the plain run', 'from the limit', 'plain run of as many calls, from the limit']
  const row = table(`${name}, ${steps} steps`, ['sampler', 'reuse', 'calls', ...errors])
  for (const [sampler, step] of samplers) {
    const limit = await limitOf(step, denoiser, flow)
    const plain = await ran(step, denoiser, shape)
    row(sampler, 'none', `${plain.calls}`, '0', error(apart(plain.x, limit)), '-')
    for (const tolerance of tolerances) {
      const { x, calls } = await ran(withReuse(tolerance, step), denoiser, shape)
      const fewer = await ran(step, denoiser, shape, calls)
      row(
        sampler,
        `${tolerance}`,
        `${calls}`,
        error(apart(x, plain.x)),
        error(apart(x, limit)),
        error(apart(fewer.x, limit)),
      )
    }
  }
}

/** Guidance towards the first component of the mixture, in intervals of sigma; a guided call computes two branches. */
const intervalsOn = async (scale) => {
  const toward = gaussianAround(batchItem(mixture.means, 0), mixture.deviation)
  const title = `mixture guided to one component, scale ${scale}, ${steps} steps`
  const row = table(title, ['sampler', 'guided sigmas', 'branches', 'from guidance at all sigmas'])
  for (const [sampler, step] of samplers) {
    const resultOf = async (within) => {
      let branches = 0
      const model = (x, sigma, conditions, signal) => {
        branches += conditions.length
        return Promise.all(conditions.map((denoiser) => denoiser(x, sigma, signal)))
      }
      const denoiser = guidedDenoiser(model, {
        toward,
        away: mixtureDenoiser(mixture),
        scale,
        ...(within && { within }),
      })
      return { x: (await ran(step, denoiser, shape)).x, branches }
    }
    const plain = await resultOf()
    row(sampler, 'all', `${plain.branches}`, '0')
    for (const range of ranges) {
      const { x, branches } = await resultOf(range)
      row(sampler, `${range.low} to ${range.high}`, `${branches}`, error(apart(x, plain.x)))
    }
  }
}

/** The Gaussian around a latent: a mixture of one. */
const gaussianAround = (mean, deviation) => mixtureDenoiser({ means: mean, weights: [1], deviation })

const analytic = async () => {
  const x = startOf(shape)
  await reuseOn('gaussian', gaussianDenoiser(0.3, 1), gaussianFlow(0.3, 1, x, sigmaMax, 0))
  await reuseOn('linear', linearDenoiser(0.5, 0.2), linearFlow(0.5, 0.2, x, sigmaMax, 0))
  const denoiser = mixtureDenoiser(mixture)
  await reuseOn('mixture', denoiser, (await ran(heun, denoiser, shape, 2 * fine)).x)
  await intervalsOn(4)
}

const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeStableAudioError(result.left))
  return result.right
}

const checkpoint = async (folder) => {
  const precision = options.precision === undefined ? {} : { precision: options.precision }
  const model = right(await loadStableAudio(folder, { threads: cpus().length, ...precision })())
  const { latentChannels, frameRate } = model.geometry
  const latents = [1, latentChannels, Number(options.frames)]
  const items = [
    { prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: Math.ceil(latents[2] / frameRate) },
  ]
  const opened = async (within) =>
    right(await model.denoiser({ items, guidance: { scale: 7, ...(within && { within }) } })())
  const full = await opened()
  await full(drawn('warm up', latents), sigmaMax, new AbortController().signal)
  const narrow = { low: 1, high: 10 }
  const within = await opened(narrow)
  const guidedOnly = `guided from sigma ${narrow.low} to ${narrow.high}`
  const methods = [
    ...tolerances.map((tolerance) => [`reuse ${tolerance}`, (step) => withReuse(tolerance, step), full]),
    [guidedOnly, (step) => step, within],
    ...tolerances.map((tolerance) => [
      `${guidedOnly}, reuse ${tolerance}`,
      (step) => withReuse(tolerance, step),
      within,
    ]),
  ]
  const row = table(`${latents.join('x')}, ${steps} steps, guided`, [
    'sampler',
    'method'.padEnd(37),
    'calls',
    'seconds',
    'from the plain run',
  ])
  for (const [sampler, step] of samplers) {
    const plain = await ran(step, full, latents)
    row(sampler, 'none', `${plain.calls}`, seconds(plain.seconds), '0')
    for (const [name, method, denoiser] of methods) {
      const { x, calls, seconds: taken } = await ran(method(step), denoiser, latents)
      row(sampler, name, `${calls}`, seconds(taken), error(apart(x, plain.x)))
    }
  }
  await model.close()
}

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}`)
await (options.model === undefined ? analytic() : checkpoint(options.model))
