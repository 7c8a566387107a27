// Stable Audio Open at its real size, on random weights: load time, time of a guided step, decoding, peak memory.
// usage: npm run bench:full-size [-- FOLDER]     (without FOLDER, 5.3 GB of random weights are written to .bench/full-size, once)
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { either as E } from 'fp-ts'
import { orThrow, plan, polyexponential, run } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { describeStableAudioError, loadStableAudio } from '@sigmastream/model-sao'
import { fusedEuler } from '@sigmastream/samplers'

const [folder = '.bench/full-size'] = process.argv.slice(2)
if (!existsSync(folder)) spawnSync(process.execPath, ['scripts/full-size-checkpoint.mjs', folder], { stdio: 'inherit' })

const right = (result) => {
  if (E.isLeft(result)) throw new Error(describeStableAudioError(result.left))
  return result.right
}
const timed = async (work) => {
  const start = performance.now()
  return [await work(), (performance.now() - start) / 1000]
}
const print = (what, seconds) =>
  console.log(`${what.padEnd(44)}${seconds.toFixed(2).padStart(7)} s${(process.resourceUsage().maxRSS / 1e6).toFixed(1).padStart(8)} GB at most so far`)

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}`)
const threads = cpus().length
const [model, loading] = await timed(async () => right(await loadStableAudio(folder, { threads })()))
print('load: headers, configuration, identity', loading)
const items = [{ prompt: '128 BPM electronic drum loop', secondsStart: 0, secondsTotal: 6 }]
const [denoiser, opening] = await timed(async () => right(await model.denoiser({ items, guidance: { scale: 7 } })()))
print('text encoder, transformer opened, prompt run', opening)

const steps = []
const watched = async (x, sigma, signal) => {
  const [answer, seconds] = await timed(() => denoiser(x, sigma, signal))
  steps.push(seconds)
  return answer
}
const shape = [1, model.geometry.latentChannels, model.frames(5.9)]
const sigmas = orThrow(polyexponential({ steps: 7, sigmaMin: 0.3, sigmaMax: 500 }))
const { x } = orThrow(await run(orThrow(plan(fusedEuler, sigmas, shape)), { denoiser: watched, noise: orThrow(keyed(456)) })())
print(`a guided step of 5.9 s (median of ${steps.length})`, steps.toSorted((a, b) => a - b)[steps.length >> 1])
const decode = async () => right(await model.decode(x)())
print('decoding 5.9 s, decoder opened', (await timed(decode))[1])
print('decoding 5.9 s again', (await timed(decode))[1])
await model.close()
