import { type Denoiser, type Evaluation, evaluationOf, type GuidanceContext, type Latent } from '@sigmastream/core'
import { forecast } from './forecast.js'

/** A denoiser that is told what was evaluated before (the newest first), and says whether its answer is a new one. */
export type RecallingDenoiser = (
  past: readonly Evaluation[],
  x: Latent,
  sigma: number,
  signal: AbortSignal,
  context?: GuidanceContext,
) => Promise<Evaluation>

/**
 * A denoiser that answers by what it said before where the estimated relative error of its last answer is below
 * `tolerance`, and does not ask then: `forecast` has the formulas. The idea of TeaCache (Liu et al. 2024) and EasyCache
 * (Zhou et al. 2025), with the past as an argument in place of a state. Tolerance 0 always asks. Rejects as the
 * denoiser does.
 */
export const reuse =
  (tolerance: number) =>
  (denoiser: Denoiser): RecallingDenoiser =>
  async (past, x, sigma, signal, context) => {
    const known = forecast(past, { x, sigma })
    return known !== null && known.error < tolerance
      ? { ...evaluationOf(sigma, x, known.answer()), reused: true }
      : evaluationOf(sigma, x, await denoiser(x, sigma, signal, context))
  }
