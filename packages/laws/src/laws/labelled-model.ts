import type { Latent } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { denoiserOf, type Model } from '../arbitraries/models.js'

/** A model that can be asked under several labels at once: one answer a label, in order. */
export type LabelledModel = (
  x: Latent,
  sigma: number,
  labels: readonly number[],
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/** Label 0 is the model of the case; the others are Gaussians that differ from it. */
export const labelledModel = (model: Model): LabelledModel => {
  const away = gaussianDenoiser(-1, 0.7)
  const neutral = gaussianDenoiser(0.25, 1.5)
  return (x, sigma, labels, signal) =>
    Promise.all(
      labels.map((label) =>
        (label === 0 ? denoiserOf(model, x.shape) : label === 1 ? away : neutral)(x, sigma, signal),
      ),
    )
}
