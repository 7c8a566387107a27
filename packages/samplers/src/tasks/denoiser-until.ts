import { type Denoiser, refusal } from '@sigmastream/core'

/**
 * One denoiser until the noise level has fallen to `sigma`, then another: a prompt for the outline, and one for the
 * detail.
 *
 * ```text
 * D(x, s) = first(x, s) where s > sigma, else then(x, s)
 * ```
 *
 * One of the two is asked at each call. What guidance remembers goes on from one to the other. Latents
 * `[batch, channels, frames]`. Refused, by the run that begins with it: a sigma that is not above 0, what either is
 * refused for.
 * Law: above the level it is the first, at it and below the other, bit for bit, and no call asks both.
 * Source: stable-diffusion-webui `prompt_parser.get_learned_conditioning_prompt_schedules`, by noise level in place of
 * the step.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { denoiserUntil } from '@sigmastream/samplers'
 *
 * const answering = (value: number) => pointDenoiser(constant([1, 1, 1], value))
 * const denoiser = denoiserUntil(answering(1), 20, answering(2))
 * const { signal } = new AbortController()
 * const at = async (sigma: number) => (await denoiser(constant([1, 1, 1], 9), sigma, signal)).data[0]
 * console.log(await at(80), await at(20), await at(1)) // 1 2 2
 * ```
 */
export const denoiserUntil = (first: Denoiser, sigma: number, then: Denoiser): Denoiser => {
  const denoiser: Denoiser = (x, level, ...rest) => (level > sigma ? first : then)(x, level, ...rest)
  const bad = sigma > 0 ? undefined : refusal('the change of prompts', `at sigma ${sigma}`, 'a number above 0')
  const refused = first.refusal ?? then.refusal ?? bad
  return refused === undefined ? denoiser : Object.assign(denoiser, { refusal: refused })
}
