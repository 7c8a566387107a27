import { batchItem, type Latent, type Shape } from '@sigmastream/core'
import { perpendicular, zeroStar } from '@sigmastream/samplers'
import { comfyui, diffusers, stableAudio3 } from './adaptive.js'
import { guidedAnswers, type Strength } from './ask.js'
import { first } from './latents.js'
import { type Make, plainCall, plainCalls } from './make.js'
import type { RecordedGuidance } from './recorded-guidance.js'
import { asItIs, comfyZeroStar, zeroStarScale } from './zero-star.js'

const reshape = ({ data }: Latent, shape: Shape): Latent => ({ shape, data })

const firstOf =
  (strength: (recorded: RecordedGuidance) => Strength): Make =>
  (recorded, inputs) =>
    guidedAnswers(plainCalls(inputs).slice(0, 1), strength(recorded))

/** The same with all of a latent as one channel: a deviation over all but the batch. */
const overAll: Make = async ({ scale = 1, phi = 0 }, { cond, uncond }) => {
  const { shape } = first(cond)
  const [batch, channels, frames] = shape
  const flat = (one: Latent): Latent => reshape(one, [batch, channels * frames, 1])
  const answers = await guidedAnswers([plainCall(flat(first(cond)), flat(first(uncond)))], { scale, phi })
  return answers.map((one) => reshape(one, shape))
}

/** Perpendicular negative guidance of a list of items, or of all of them as one, as the recorded function sums. */
const perpNeg =
  (of: (one: Latent) => Latent): Make =>
  async ({ scale = 1, neg_scale = 1 }, { cond, uncond, negative }) => {
    const { shape } = first(cond)
    const [toward, away, neutral] = [first(cond), first(negative), first(uncond)].map(of)
    if (toward === undefined || away === undefined) return []
    const answers = await guidedAnswers([plainCall(toward, away, neutral)], { scale, rule: perpendicular(neg_scale) })
    return answers.map((one) => (one.shape[0] === shape[0] || one.shape[1] === shape[1] ? one : reshape(one, shape)))
  }

/** Recordings by what their names look like. */
const makers: readonly (readonly [names: RegExp, make: Make])[] = [
  [/^guidance\.cfg$/, firstOf(({ scale = 1 }) => ({ scale }))],
  [/^guidance\.cfg_rescale_channels$/, firstOf(({ scale = 1, phi = 0 }) => ({ scale, phi }))],
  [/^guidance\.cfg_rescale_all$/, overAll],
  [/^guidance\.apg_sa3_/, stableAudio3],
  [/^guidance\.apg_diffusers_/, diffusers],
  [/^guidance\.apg_comfy_/, comfyui],
  [/^guidance\.cfg_zero_star_scale$/, zeroStarScale],
  [/^guidance\.cfg_zero_star_comfy$/, comfyZeroStar],
  [/^guidance\.cfg_zero_star$/, firstOf(({ scale = 1 }) => ({ scale, rule: zeroStar(), output: asItIs }))],
  [/^guidance\.perp_neg_one$/, perpNeg((one) => batchItem(one, 0))],
  [/^guidance\.perp_neg$/, perpNeg((one) => reshape(one, [1, one.shape[0] * one.shape[1], one.shape[2]]))],
]

/** How a recording of this name is made again; `null` where it is not known. */
export const makerOf = (name: string): Make | null => makers.find(([names]) => names.test(name))?.[1] ?? null
