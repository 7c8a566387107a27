import { combine, type Denoiser, type Latent, type Refused, refusal } from '@sigmastream/core'
import { answerOf, type ConditionalDenoiser } from './conditional.js'
import { rescaled } from './rescale.js'

/** Sigmas from `low` to `high`, both included. */
export interface SigmaRange {
  readonly low: number
  readonly high: number
}

/**
 * `away` is what guidance leads away from: the empty condition, or a negative one. `phi` rescales; outside `within` the
 * second branch is not computed, and the answer is the conditional one.
 */
export interface Guidance<C> {
  readonly toward: C
  readonly away: C
  readonly scale: number
  readonly phi?: number
  readonly within?: SigmaRange
}

/**
 * away + scale (toward - away), rescaled by phi: Ho and Salimans 2022, eq. 6, as k-diffusion and stable-audio-tools
 * write it.
 */
export const guide = (toward: Latent, away: Latent, scale: number, phi = 0): Latent =>
  rescaled(combine([scale, toward], [1 - scale, away]), toward, phi)

const badGuidance = ({
  scale,
  phi,
  within,
}: {
  readonly scale: number
  readonly phi: number
  readonly within: SigmaRange | undefined
}): Refused | null => {
  if (!Number.isFinite(scale)) return refusal('guidance', `a scale of ${scale}`, 'a finite number; 1 is no guidance')
  if (!(phi >= 0 && phi <= 1)) return refusal('guidance', `phi ${phi}`, 'a number from 0 to 1')
  return within !== undefined && !(within.low <= within.high)
    ? refusal('guidance', `sigmas from ${within.low} to ${within.high}`, 'low <= high')
    : null
}

/**
 * Classifier-free guidance: a denoiser from a conditional denoiser. Scale 1 is the conditional answer, and then nothing
 * else is computed; an interval is Kynkäänniemi et al. 2024. A denoiser carries a refusal, and no run begins with it, for
 * a scale that is not finite, phi outside 0..1, a
 * reversed interval.
 */
export const guided = <C>(
  model: ConditionalDenoiser<C>,
  { toward, away, scale, phi = 0, within }: Guidance<C>,
): Denoiser => {
  const bad = badGuidance({ scale, phi, within })
  const alone = (sigma: number): boolean =>
    scale === 1 || (within !== undefined && !(within.low <= sigma && sigma <= within.high))
  const denoiser: Denoiser = async (x, sigma, signal) => {
    const answers = await model(x, sigma, alone(sigma) ? [toward] : [toward, away], signal)
    return alone(sigma) ? answerOf(answers, 0) : guide(answerOf(answers, 0), answerOf(answers, 1), scale, phi)
  }
  return bad === null ? denoiser : Object.assign(denoiser, { refusal: bad })
}
