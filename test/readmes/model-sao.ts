import { constant } from '@sigmastream/core'
import { describeStableAudioError, loadStableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'

const model = await loadStableAudio('fixtures/tiny-sao/checkpoint')()
if (E.isLeft(model)) throw new Error(describeStableAudioError(model.left))
const { geometry, frames, denoiser, close } = model.right

// The text is encoded once; what comes back is a denoiser like any other, for every sampler and every task.
const items = [{ prompt: 'rain on a tin roof', secondsStart: 0, secondsTotal: 6 }]
const denoise = await denoiser({ items, guidance: { scale: 7 } })()
if (E.isLeft(denoise)) throw new Error(describeStableAudioError(denoise.left))

const x = constant([1, geometry.latentChannels, frames(0.5)], 0)
const estimate = await denoise.right(x, 80, new AbortController().signal)
console.log(`${geometry.sampleRate} Hz, an estimate of ${estimate.shape[2]} frames`)
await close()
