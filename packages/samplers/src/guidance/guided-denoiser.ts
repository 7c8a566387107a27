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
 * Classifier-free guidance of two answers: beyond the one that is led toward, away from the other.
 *
 * ```text
 * away + scale (toward - away), brought back by phi as `rescaleGuidance` says
 * ```
 *
 * Latents `[batch, channels, frames]`, all of one shape; others throw. Scale 1 is `toward`, 0 is `away`.
 * Source: Ho and Salimans 2022, eq. 6, as k-diffusion and stable-audio-tools write it. See {@link guidedDenoiser}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { guide } from '@sigmastream/samplers'
 *
 * const [toward, away] = [constant([1, 2, 4], 3), constant([1, 2, 4], 1)]
 * console.log(guide(toward, away, 7).data[0]) // 15
 * ```
 */
export const guide = (toward: Latent, away: Latent, scale: number, phi = 0): Latent =>
  rescaleGuidance(combine([scale, toward], [1 - scale, away]), toward, phi)

/**
 * Classifier-free guidance: a denoiser from a conditional one, which is asked under two conditions at once.
 *
 * ```text
 * D(x, sigma) = away + scale (toward - away), rescaled by phi, at the sigmas of `within`; elsewhere toward
 * ```
 *
 * Scale 1 is the conditional answer, and then no second branch is computed, as outside of `within`. Latents
 * `[batch, channels, frames]`. Refused, when a run begins with it: what {@link checkGuidance} refuses. Rejects where
 * the model gives fewer answers than conditions.
 * Source: Ho and Salimans 2022, eq. 6; Kynkäänniemi et al. 2024 (`within`); Lin et al. 2023 (phi). See {@link guide}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { type ConditionalDenoiser, guidedDenoiser } from '@sigmastream/samplers'
 *
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const { signal } = new AbortController()
 * const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, within: { low: 0.5, high: 10 } })
 * const at = async (sigma: number) => (await denoiser(constant([1, 1, 1], 9), sigma, signal)).data[0]
 * console.log(await at(2), await at(20)) // 15 3
 * ```
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
