import { build, type Latent } from '../../latent.js'
import type { Denoised, Scored } from '../carry.js'
import { type Stage, stage } from '../stage.js'

/**
 * The derivative dx/dsigma of the probability flow, d = (x - denoised) / sigma: `to_d` of k-diffusion's sampling.py;
 * Karras et al. 2022, eq. 1 with eq. 3. The score is -d / sigma. Shapes of x and denoised are equal.
 */
export const toD = (x: Latent, sigma: number, denoised: Latent): Latent =>
  build(x.shape, (out) => {
    // Index below the length of all three, which have one shape.
    for (let i = 0; i < out.length; i++) out[i] = (x.data[i]! - denoised.data[i]!) / sigma
  })

/** Adds d, the derivative at the sigma that the interval starts from. */
export const score: Stage<Denoised, Scored> = stage('score', (flow, { at }) => ({
  ...flow,
  phase: 'scored',
  d: toD(flow.x, at.from, flow.denoised),
}))
