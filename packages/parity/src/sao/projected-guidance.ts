import { combine, type Denoiser, type Guidance, type Latent } from '@sigmastream/core'
import type { GuidedThrough } from '@sigmastream/model-sao/parts'
import { adaptiveProjection, type GuidanceRule, guidedDenoiser } from '@sigmastream/samplers'
import { cut, itemsOf, join, together } from '../guidance/latents.js'

/**
 * Adaptive projection as stable-audio-3 has it under a padding mask: of each item its valid frames count, and what is kept
 * of the parallel part is all that reaches the others.
 */
const ofValid = (rule: GuidanceRule, parallel: number, valid: readonly number[]): GuidanceRule => ({
  ...rule,
  answer: (branches, scale, remembered) => {
    const by = ((typeof scale === 'number' ? scale : 1) - 1) * parallel
    const [toward, away, x] = [branches.toward, branches.away, branches.x].map(itemsOf)
    const denoised = (toward ?? []).map((one, i): Latent => {
      const [other, at, frames] = [away?.[i] ?? one, x?.[i] ?? one, valid[i] ?? one.shape[2]]
      const own = { ...branches, toward: cut(one, frames), away: cut(other, frames), x: cut(at, frames) }
      return join(rule.answer(own, scale, remembered).denoised, combine([1 + by, one], [-by, other]))
    })
    return { denoised: together(denoised), remembered: null }
  },
})

/** How stable-audio-3 makes one answer of two, `apg` of it projected; of each item so many frames are sound. */
export const projectedGuidance = (guidance: Guidance, apg: number, valid: readonly number[] | null): GuidedThrough => {
  const parallel = 1 - apg
  const plain = adaptiveProjection({ parallel })
  const rule = valid === null ? plain : ofValid(plain, parallel, valid)
  return (model, output): Denoiser =>
    guidedDenoiser(model, { ...guidance, toward: 'toward', away: 'away', neutral: 'neutral', output, rule })
}
