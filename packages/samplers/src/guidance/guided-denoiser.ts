import { checkGuidance, combine, type Denoiser, type Guidance, isGuidedAt, type Latent } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { answerOf, type ConditionalDenoiser } from './conditional.js'
import { rescaleGuidance } from './rescale.js'

/** Guidance between two conditions: `away` is what it leads away from, the empty condition or a negative one. */
export interface GuidedConditions<C> extends Guidance {
  readonly toward: C
  readonly away: C
}

/**
 * away + scale (toward - away), rescaled by phi: Ho and Salimans 2022, eq. 6, as k-diffusion and stable-audio-tools
 * write it. Latents `[batch, channels, frames]`.
 */
export const guide = (toward: Latent, away: Latent, scale: number, phi = 0): Latent =>
  rescaleGuidance(combine([scale, toward], [1 - scale, away]), toward, phi)

/**
 * Classifier-free guidance: a denoiser from a conditional denoiser. Scale 1 is the conditional answer, and then nothing
 * else is computed, as outside of `within`. The denoiser carries a refusal, and no run begins with it, for guidance that
 * is none: see `checkGuidance`.
 */
export const guidedDenoiser = <C>(model: ConditionalDenoiser<C>, conditions: GuidedConditions<C>): Denoiser => {
  const { toward, away, scale, phi = 0 } = conditions
  const denoiser: Denoiser = async (x, sigma, signal) => {
    if (!isGuidedAt(conditions, sigma)) return answerOf(await model(x, sigma, [toward], signal), 0)
    const answers = await model(x, sigma, [toward, away], signal)
    return guide(answerOf(answers, 0), answerOf(answers, 1), scale, phi)
  }
  const checked = checkGuidance(conditions)
  return E.isLeft(checked) ? Object.assign(denoiser, { refusal: checked.left }) : denoiser
}
