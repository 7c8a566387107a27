import {
  chain,
  combine,
  type Denoised,
  denoise,
  type Frame,
  type Latent,
  type Step,
  slotLens,
  stage,
} from '@sigmastream/core'
import { type UniPc, uniC, uniP } from '@sigmastream/samplers'

const isLatent = (state: unknown): state is Latent =>
  typeof state === 'object' && state !== null && 'shape' in state && 'data' in state

/** x between the corrector and the predictor, for whoever looks at a frame. */
const between = slotLens('corrected x', isLatent)

const keepCorrected = stage('keepCorrected', (flow: Denoised): Denoised => ({ ...flow, slot: between.of(flow.x) }))

/**
 * UniPC as ComfyUI runs it: of a lower order in its last steps, and ended a little above 0.
 * Source: ComfyUI comfy/extra_samplers/uni_pc.py `sample_unipc`.
 */
export const copiedUniPc = (options: UniPc): Step => {
  const all = { ...options, lowerLast: true }
  return chain(denoise, uniC(all), keepCorrected, uniP(all))
}

/** Where the copy stops instead of at 0. */
export const UNIPC_END = 0.001

/**
 * x as the copy reports it, divided by sqrt(1 + sigma^2): corrected, where each step starts from, and of the last step
 * what it ends with.
 */
export const correctedStates = (frames: readonly Frame[]): readonly Latent[] =>
  frames.flatMap(({ at, carry }, i) => {
    const isLast = i === frames.length - 1
    const x = isLast ? carry.x : between.get(carry)
    return x === null ? [] : [combine([1 / Math.hypot(1, isLast ? at.to : at.from), x])]
  })
