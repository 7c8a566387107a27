import { either as E } from 'fp-ts'
import { type Refused, refuse } from './errors.js'
import type { ReadonlyF32 } from './latent.js'

/** Noise levels from `low` to `high`, both included; `high` may be infinite. */
export interface SigmaRange {
  readonly low: number
  readonly high: number
}

/** How far guidance goes at one noise level: everywhere alike, or one number for each latent frame. */
export type FrameScale = number | ReadonlyF32

/** How far guidance goes: at every noise level alike, or a function of sigma, which a run asks again where it asked. */
export type Scale = FrameScale | ((sigma: number) => FrameScale)

/**
 * Classifier-free guidance: how far the answer goes from what is led away from (nothing told, or a negative condition)
 * toward the condition, and beyond it.
 *
 * ```text
 * away + scale (toward - away)
 * ```
 *
 * Source: Ho and Salimans 2022, eq. 6. {@link checkGuidance} says what is wrong with one.
 */
export interface Guidance {
  /**
   * 0 is what is led away from, 1 the condition alone, which is no guidance; usual are 3 to 9. A number, a function of
   * sigma, or a number for each latent frame.
   */
  readonly scale: Scale
  /**
   * From 0 (the default) to 1: how much of the loudness that guidance adds is taken back. Lin et al. 2023, section 3.4.
   */
  readonly phi?: number
  /** Outside of these sigmas there is no guidance, and no second branch is computed. Kynkäänniemi et al. 2024. */
  readonly within?: SigmaRange
}

const numbersOf = (scale: FrameScale): readonly number[] => (typeof scale === 'number' ? [scale] : [...scale])

/**
 * The guidance itself, if a denoiser can be guided by it.
 *
 * `Refused`: a scale that is not finite, phi outside of 0 to 1, sigmas of `within` that are reversed or no numbers.
 * {@link isGuidedAt} says whether it acts at a sigma.
 *
 * @example
 * ```ts
 * import { checkGuidance, describeSampleError } from '@sigmastream/core'
 *
 * console.log(checkGuidance({ scale: 7, phi: 0.5 })._tag) // Right
 * const wrong = checkGuidance({ scale: 7, phi: 2 })
 * console.log('left' in wrong ? describeSampleError(wrong.left) : 'fine') // guidance: phi 2; give a number from 0 to 1
 * ```
 */
export const checkGuidance = <G extends Guidance>(guidance: G): E.Either<Refused, G> => {
  const { scale, phi = 0, within = { low: 0, high: Infinity } } = guidance
  const stray = typeof scale === 'function' ? undefined : numbersOf(scale).find((one) => !Number.isFinite(one))
  if (stray !== undefined) return refuse('guidance', `a scale of ${stray}`, 'a finite number; 1 is no guidance')
  if (!(phi >= 0 && phi <= 1)) return refuse('guidance', `phi ${phi}`, 'a number from 0 to 1')
  return within.low <= within.high
    ? E.right(guidance)
    : refuse('guidance', `sigmas from ${within.low} to ${within.high}`, 'low <= high')
}

/**
 * The scale of guidance at a noise level.
 *
 * ```text
 * scale(sigma) where within.low <= sigma <= within.high, else 1
 * ```
 *
 * A number, or one for each latent frame. Nothing is refused here: see {@link checkGuidance}.
 * Source: Kynkäänniemi et al. 2024 (`within`).
 *
 * @example
 * ```ts
 * import { scaleAt } from '@sigmastream/core'
 *
 * const falling = { scale: (sigma: number) => (sigma > 2 ? 7 : 3), within: { low: 0.5, high: 10 } }
 * console.log([20, 10, 1, 0.1].map((sigma) => scaleAt(falling, sigma)).join(' ')) // 1 7 3 1
 * ```
 */
export const scaleAt = ({ scale, within }: Guidance, sigma: number): FrameScale => {
  if (within !== undefined && !(within.low <= sigma && sigma <= within.high)) return 1
  return typeof scale === 'function' ? scale(sigma) : scale
}

/**
 * Whether an answer at `sigma` is guided at all; elsewhere the condition alone is asked, which is half the work.
 *
 * ```text
 * scale(sigma) != 1, at any frame, and within.low <= sigma <= within.high
 * ```
 *
 * Nothing is refused here: see {@link checkGuidance}.
 * Source: Kynkäänniemi et al. 2024 (`within`).
 *
 * @example
 * ```ts
 * import { isGuidedAt } from '@sigmastream/core'
 *
 * const guidance = { scale: 7, within: { low: 0.5, high: 10 } }
 * console.log([20, 10, 1, 0.1].map((sigma) => isGuidedAt(guidance, sigma)).join(' ')) // false true true false
 * ```
 */
export const isGuidedAt = (guidance: Guidance, sigma: number): boolean =>
  numbersOf(scaleAt(guidance, sigma)).some((one) => one !== 1)
