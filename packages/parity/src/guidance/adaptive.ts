import { batchItem, combine, type Latent } from '@sigmastream/core'
import { adaptiveProjection, type GuidanceRule, outputOfFlow } from '@sigmastream/samplers'
import { type GuidedCall, guidedAnswers, type Strength } from './ask.js'
import { cut, first, itemsOf, join, together } from './latents.js'
import { type Make, plainCall, plainCalls } from './make.js'
import type { RecordedGuidance } from './recorded-guidance.js'

const adaptive = ({ eta = 0, momentum, norm_threshold = 0 }: RecordedGuidance): GuidanceRule =>
  adaptiveProjection({
    parallel: eta,
    momentum: momentum ?? 0,
    ...(norm_threshold > 0 ? { threshold: norm_threshold } : {}),
  })

/**
 * Adaptive projection as stable-audio-3 has it, on velocities of a flow, each item at a time of its own. Frames behind a
 * padding mask count in no product; what is kept of the parallel part is all that reaches them.
 */
export const stableAudio3: Make = async (recorded, { x, times, cond, uncond, frames }) => {
  const { scale = 1, apg_scale = 1, cfg_norm_threshold = 0, scale_phi = 0, padding_mask = false } = recorded
  const parallel = 1 - apg_scale
  const rule = adaptiveProjection({ parallel, ...(cfg_norm_threshold > 0 ? { threshold: cfg_norm_threshold } : {}) })
  const strength: Strength = { scale, rule, phi: scale_phi, output: outputOfFlow }
  const [toward, away] = [itemsOf(first(cond)), itemsOf(first(uncond))]
  const items = itemsOf(x).map(async (xt, i) => {
    const t = times[i] ?? NaN
    const sigma = t / (1 - t)
    const denoised = (velocity: Latent): Latent => combine([1, xt], [-t, velocity])
    const call = (of: (one: Latent) => Latent): GuidedCall => ({
      x: of(combine([1 + sigma, xt])),
      sigma,
      toward: of(denoised(toward[i] ?? xt)),
      away: of(denoised(away[i] ?? xt)),
    })
    const valid = padding_mask ? (frames[i] ?? 0) : xt.shape[2]
    const counted = first(await guidedAnswers([call((one) => cut(one, valid))], strength))
    const whole = call((one) => one)
    const beyond = (scale - 1) * parallel
    const padding = combine([1 + beyond, whole.toward], [-beyond, whole.away])
    return combine([1 / t, xt], [-1 / t, join(counted, padding)])
  })
  return [together(await Promise.all(items))]
}

/** diffusers leads on from the unconditional estimate unless told otherwise: ours less the conditional one is the direction. */
export const diffusers: Make = async (recorded, inputs) => {
  const { scale = 1, use_original_formulation: original = false } = recorded
  const moved = await guidedAnswers(plainCalls(inputs), { scale: 2, rule: adaptive(recorded) })
  return moved.map((one, i) => {
    const toward = inputs.cond[i] ?? one
    const start = original ? toward : (inputs.uncond[i] ?? one)
    return combine([1, start], [scale, one], [-scale, toward])
  })
}

/** ComfyUI adds the direction to the guided estimate of scale 1 more, for a batch of one. */
export const comfyui: Make = async (recorded, { cond, uncond }) => {
  const calls = cond.map((one, i) => plainCall(batchItem(one, 0), batchItem(uncond[i] ?? one, 0)))
  return guidedAnswers(calls, { scale: 1 + (recorded.scale ?? 1), rule: adaptive(recorded) })
}
