// A gap filled by a method, by two models: the product's, which is told what surrounds the gap, and one that has learnt the
// same and knows nothing of it, as a network that was not trained to fill gaps. Both are the embedded model.

import { orThrow, run, writtenCount } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import { exemplarCodec, exemplarModel } from '@sigmastream/model-exemplar'
import { fillGap, taskPlan } from '@sigmastream/pipeline'
import { maskOfRanges } from '@sigmastream/samplers'

const steps = 20

/** The methods, as options of `inpaint`: the first beside its like of twice the steps, since the others take twice the calls. */
export const methods = {
  projection: { steps },
  'projection, twice the steps': { steps: 2 * steps },
  posterior: { steps, method: 'posterior' },
  '--resample 2,5': { steps, resample: [2, 5] },
}

/** How long a window of the model is, in seconds, as the product has it. */
const windowSeconds = 0.5

/** The product: `inpaint` with the method. */
const fillTold = async (method, sound, gap, seed) => {
  const { sound: made } = await fillGap(sound, [gap], { ...methods[method], seed, encoding: 'float32' })
  return made.audio
}

/** The same steps on a model that is not told of the gap, and what it decodes to in the gap. */
const fillUntold = async (method, sound, gap, seed) => {
  const codec = orThrow(exemplarCodec([{ sound, leaveOut: [gap] }]))
  const reference = orThrow(codec.encode(sound))
  const model = orThrow(
    exemplarModel({ exemplars: codec.exemplars(1), windowFrames: Math.round(windowSeconds * codec.frameRate) }),
  )
  const { denoiser, close } = orThrow(await model.open(2)())
  const { steps: count, method: name, resample } = methods[method]
  const { min: sigmaMin, max: sigmaMax } = model.sigmaRange
  const plan = taskPlan(
    {
      sampler: name === 'posterior' ? 'ddim' : 'euler',
      reuse: null,
      sigmas: polyexponential({ steps: count, sigmaMin, sigmaMax }).sigmas,
      task: {
        _tag: 'Inpaint',
        mask: maskOfRanges(reference.shape, [codec.framesOf(gap)]),
        paint: null,
        posterior: name === 'posterior',
        resampling: resample === undefined ? null : { passes: resample[0], steps: resample[1] },
        strength: 0,
        count: writtenCount,
      },
      startScale: 1,
    },
    reference,
  )
  const { x } = orThrow(await run(plan, { denoiser, noise: keyed(seed) })())
  await close()
  const { sampleRate } = sound
  const made = codec.decode(x, sound.channels[0].length)
  const [from, to] = [gap.from, gap.to].map((seconds) => Math.round(seconds * sampleRate))
  const channels = sound.channels.map((samples, c) =>
    samples.map((value, n) => (from <= n && n < to ? made[c][n] : value)),
  )
  return { sampleRate, channels }
}

/** The sound with the gap filled by a method, as `methods` names them, by a model that is told of it or not. */
export const fillBy = (method, sound, gap, { told = true, seed = 1 } = {}) =>
  (told ? fillTold : fillUntold)(method, sound, gap, seed)
