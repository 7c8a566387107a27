import {
  addNoise,
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  type Levels,
  stage,
  withX,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { type Ancestral, ancestralLane, badAncestral } from './parts/ancestral.js'
import { withRefusal } from './parts/with-refusal.js'

/** The cumulative alpha of the variance-preserving process at a noise level. */
const alphaBar = (sigma: number): number => 1 / (1 + sigma ** 2)

/** The deviation of the noise of a DDIM step: Song et al. 2020, eq. 16. */
const deviation = ({ from, to }: Levels, eta: number): number => {
  const [before, after] = [alphaBar(from), alphaBar(to)]
  return eta * Math.sqrt((1 - after) / (1 - before)) * Math.sqrt(1 - before / after)
}

/**
 * DDIM with eta, by its own formula in the variance-preserving space (Song et al. 2020, eq. 12), scaled back by sqrt(1
 * + sigma^2). A law holds it to Euler ancestral with the same eta. Refused before a run: eta outside 0..1, noise
 * negative or not finite.
 */
export const ddim = ({ eta = 0, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    { order: 1, family: 'DDIM', reference: 'Song et al. 2020, eq. 12 and 16' },
    withRefusal(
      badAncestral({ eta, noise }, 1),
      chain(
        denoise,
        stage('ddimUpdate', (flow: Denoised, { at }): Carry => {
          const { x, denoised } = flow.evaluation
          const after = alphaBar(at.to)
          const direction = Math.sqrt(Math.max(0, 1 - after - deviation(at, eta) ** 2) / after) / at.from
          return withX(flow, combine([direction, x], [1 - direction, denoised]))
        }),
        addNoise(ancestralLane, (at) => {
          const scale = deviation(at, eta) / Math.sqrt(alphaBar(at.to))
          return scale === 0 ? null : { scale: noise * scale, at }
        }),
      ),
    ),
  )
