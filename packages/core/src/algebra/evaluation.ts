import type { Answer } from '../denoiser.js'
import type { Latent } from '../latent.js'
import { combine } from '../numerics/combine.js'
import type { Evaluation } from './carry.js'

/**
 * The evaluation that an answer makes. One that names its unconditional estimate is followed as CFG++ does: from the
 * denoised, with the noise that the unconditional estimate leaves.
 *
 * ```text
 * x' = denoised + (x - unconditional)
 * ```
 *
 * So (x' - denoised) / sigma is the unconditional noise, for every update that takes a derivative. All latents
 * `[batch, channels, frames]` of one shape; others throw.
 * Law: where the unconditional estimate is the denoised itself, x stays, bit for bit.
 * Source: Chung et al. 2024 (CFG++), alg. 2.
 */
export const evaluationOf = (sigma: number, x: Latent, answer: Answer): Evaluation => {
  const { unconditional, slot } = answer
  if (unconditional === undefined && slot === undefined) return { sigma, x, denoised: answer }
  const denoised = { shape: answer.shape, data: answer.data }
  const state = slot === undefined ? {} : { slot }
  if (unconditional === undefined) return { sigma, x, denoised, ...state }
  const moved = unconditional.data === denoised.data ? x : combine([1, x], [1, denoised], [-1, unconditional])
  return { sigma, x: moved, denoised, unconditional, ...state }
}

/** What was answered: `evaluationOf` the other way round. */
export const answerIn = ({ denoised, unconditional, slot }: Evaluation): Answer =>
  unconditional === undefined && slot === undefined
    ? denoised
    : {
        ...denoised,
        ...(unconditional === undefined ? {} : { unconditional }),
        ...(slot === undefined ? {} : { slot }),
      }

/** The x that was asked. Under CFG++ an evaluation has the x that it goes on from. */
export const askedIn = ({ x, denoised, unconditional }: Evaluation): Latent =>
  unconditional === undefined || unconditional.data === denoised.data
    ? x
    : combine([1, x], [-1, denoised], [1, unconditional])
