import type { Denoiser, Evaluation, Latent } from '@sigmastream/core'
import { forecast } from './forecast.js'

/** A denoiser that is told what was evaluated before (the newest first), and says whether its answer is a new one. */
export type RecallingDenoiser = (
  past: readonly Evaluation[],
  x: Latent,
  sigma: number,
  signal: AbortSignal,
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
  async (past, x, sigma, signal) => {
    const known = forecast(past, { x, sigma })
    // A latent of its own, so that this answer can be told from the one that it may repeat.
    if (known !== null && known.error < tolerance) return { sigma, x, denoised: { ...known.denoised() }, reused: true }
    return { sigma, x, denoised: await denoiser(x, sigma, signal) }
  }
