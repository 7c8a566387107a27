import type { Levels } from '../interval.js'
import { build, type Latent } from '../latent.js'
import type { Term } from '../numerics/combine.js'

/**
 * The derivative dx/dsigma of the probability flow where the denoiser was asked, d = (x - denoised) / sigma, as what it
 * is made of: an update is a combination of these, and d itself need not be computed. `toD` computes it.
 */
export interface Derivative {
  readonly sigma: number
  readonly x: Latent
  readonly denoised: Latent
}

/** by * d, as two terms of `combine`. */
export const along = ({ sigma, x, denoised }: Derivative, by: number): readonly [Term, Term] => [
  [by / sigma, x],
  [-by / sigma, denoised],
]

/**
 * x + (to - from) d, as two terms of `combine`: Euler's line through the point where the denoiser was asked. At `to` = 0
 * it is exactly `denoised`, and from however large a sigma no digit of `to` is lost, as 1 + (to - from) / sigma would.
 */
export const line = ({ sigma, x, denoised }: Derivative, { from, to }: Levels): readonly [Term, Term] => {
  const keep = (sigma - from + to) / sigma
  return [
    [keep, x],
    [1 - keep, denoised],
  ]
}

/**
 * d = (x - denoised) / sigma as a latent of their shape, for whoever looks at it: `to_d` of k-diffusion's sampling.py;
 * Karras et al. 2022, eq. 1 with eq. 3. The score is -d / sigma.
 */
export const toD = ({ sigma, x, denoised }: Derivative): Latent =>
  build(x.shape, (out) => {
    // Index below the length of x and denoised, which have one shape.
    for (let i = 0; i < out.length; i++) out[i] = (x.data[i]! - denoised.data[i]!) / sigma
  })
