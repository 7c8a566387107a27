import { combine, type Denoiser, sameShape } from '@sigmastream/core'

/** The four numbers of one sigma: Karras et al. 2022, eq. 7, D = skip x + out F(input x, noise). */
export interface Scalings {
  readonly skip: number
  readonly out: number
  readonly input: number
  /** The number by which the network is told the noise level. */
  readonly noise: number
}

/** How a network was trained: what it is fed, and what it predicts. */
export type Preconditioning = (sigma: number) => Scalings

/**
 * v-prediction at t = 2 atan(sigma) / pi, from 0 (clean) to 1 (noise). Salimans and Ho 2022, appendix D; k-diffusion
 * `VDenoiser` with sigma_data 1.
 */
export const vPrediction: Preconditioning = (sigma) => ({
  skip: 1 / (sigma ** 2 + 1),
  out: -sigma / Math.sqrt(sigma ** 2 + 1),
  input: 1 / Math.sqrt(sigma ** 2 + 1),
  noise: (Math.atan(sigma) / Math.PI) * 2,
})

/**
 * Prediction of the noise; `timestep` is the number that the network calls a sigma by. k-diffusion `EpsDenoiser` with
 * sigma_data 1; its `DiscreteEpsDDPMDenoiser` looks the timestep up in the table of the training.
 */
export const epsilonPrediction =
  (timestep: (sigma: number) => number): Preconditioning =>
  (sigma) => ({ skip: 1, out: -sigma, input: 1 / Math.sqrt(sigma ** 2 + 1), noise: timestep(sigma) })

/**
 * Prediction of the clean latent from x scaled to unit variance: x0-prediction. `timestep` as in `epsilonPrediction`.
 */
export const denoisedPrediction =
  (timestep: (sigma: number) => number): Preconditioning =>
  (sigma) => ({ skip: 0, out: 1, input: 1 / Math.sqrt(sigma ** 2 + 1), noise: timestep(sigma) })

/**
 * The denoiser of a network, which is itself a `Denoiser` whose sigma is the network's own noise level. Rejects where
 * the network does. An answer of another shape than x is handed on as it is, for the stage that asks to refuse
 * (`ShapeMismatch`).
 */
export const precondition =
  (scalings: Preconditioning, network: Denoiser): Denoiser =>
  async (x, sigma, signal) => {
    const { skip, out, input, noise } = scalings(sigma)
    const answer = await network(combine([input, x]), noise, signal)
    return sameShape(answer.shape, x.shape) ? combine([skip, x], [out, answer]) : answer
  }
