// Longer than a model can make at once: a recording goes on, and a model with a window makes sound of three windows.
// MODEL is the folder of Stable Audio Open; without it, a toy with random weights makes noise.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { orThrow, plan, run } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { describeStableAudioError, loadStableAudio, type StableAudioError } from '@sigmastream/model-sao'
import { extendSound, saveResult } from '@sigmastream/pipeline'
import { dpmpp2m, evenWindows, swapBlend, windowedDenoiser } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'

// 1. A recording goes on for a second, by the model that learns from the recording itself.
const recording = fileURLToPath(new URL('../../audio/drum-loop.flac', import.meta.url))
const output = join(await mkdtemp(join(tmpdir(), 'sigmastream-')), 'longer.wav')
const longer = await extendSound(recording, { after: 1, steps: 4, seed: 7 })
await saveResult(longer, output)
console.log(`wrote ${output}`)

// 2. A model that makes sound of a window at most, asked of windows that overlap.
const toy = fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url))
const orFail = E.getOrElseW((error: StableAudioError): never => {
  throw new Error(describeStableAudioError(error))
})
const model = orFail(await loadStableAudio(process.env['MODEL'] ?? toy)())
const { maxFrames, frameRate, latentChannels } = model.geometry

const frames = 3 * maxFrames
const layout = evenWindows({ frames, window: maxFrames, overlap: Math.floor(maxFrames / 4) })

// Each window is told where in the piece it lies, so that the model makes no ending in its middle.
const requests = layout.windows.map(({ start }) => ({
  items: [{ prompt: 'jazz drums', secondsStart: Math.floor(start / frameRate), secondsTotal: frames / frameRate }],
  guidance: { scale: 7 },
}))
const denoisers = orFail(await model.denoisers(requests)())
const denoiser = windowedDenoiser(denoisers, layout, swapBlend)

// From here on it is a denoiser like any other, for every sampler and every task.
const schedule = polyexponential({ steps: 4, sigmaMin: 0.3, sigmaMax: 500 })
const long = plan({ step: dpmpp2m(), schedule, shape: [1, latentChannels, frames] })
const { x } = orThrow(await run(long, { denoiser, noise: keyed(456) })())
const sound = orFail(await model.decode(x)())
await model.close()

const places = layout.windows.map(({ start, end }) => `${start} to ${end}`).join(', ')
console.log(`${layout.windows.length} windows, of frames ${places}`)
console.log(`${sound.shape[2] / model.geometry.sampleRate} s, where the window is ${maxFrames / frameRate} s`)
