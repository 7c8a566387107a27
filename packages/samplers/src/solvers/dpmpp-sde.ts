import {
  addNoise,
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  score,
  toZero,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestralLane, ancestralSplit, badAncestral } from './parts/ancestral.js'
import { between } from './parts/log-sigma.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/**
 * The lane of the noise in the middle of a step: of the ancestral family, so that a Brownian path is shared with the
 * step's end.
 */
const middleLane = 'ancestral/middle'

/** `r` places the middle of the step, in log sigma. */
export interface DpmppSde extends Ancestral {
  readonly r?: number
}

/**
 * DPM-Solver++ as an SDE: an ancestral step to the middle, then one over the whole at a denoised extrapolated from
 * both.
 *
 * ```text
 * m  = from^(1 - r) to^r,   xm = x + (down(m) - from) d + noise up(m) eps1
 * D' = (1 - 1 / (2 r)) D(x, from) + 1 / (2 r) D(xm, m)
 * x' = (down / from) x + (1 - down / from) D' + noise up eps2
 * ```
 *
 * Two calls a step, one to 0; order 2 without noise. The lanes `ancestral/middle` and `ancestral` share one path of
 * `brownian`. Latents `[batch, channels, frames]`. Refused: eta or noise negative or not finite, r outside 0.01..1.
 * Law: the weak order of convergence is at least 1, not 2: the noise of the whole step is drawn beside that of its part.
 * Source: k-diffusion `sample_dpmpp_sde`. One call a step has {@link dpmpp2mSde}.
 *
 * @example
 * ```ts
 * import { dpmppSde } from '@sigmastream/samplers'
 *
 * const at = { index: 0, of: 2, from: 4, to: 1 }
 * console.log(dpmppSde().draws(at).join(), dpmppSde().calls(at)) // ancestral/middle,ancestral 2
 * console.log(dpmppSde().calls({ ...at, to: 0 })) // 1
 * ```
 */
export const dpmppSde = ({ eta = 1, noise = 1, r = 0.5 }: DpmppSde = {}): Sampler => {
  const upToMiddle = (at: Interval): Interval => ({ ...at, to: between(at, r) })
  const weight = 1 / (2 * r)
  const extrapolate = update('extrapolate', 2, ({ at, past: [second, first] }) => {
    const keep = ancestralSplit(at, eta).down / at.from
    return combine([keep, first.x], [(1 - keep) * (1 - weight), first.denoised], [(1 - keep) * weight, second.denoised])
  })
  const noiseOver = (part: (at: Interval) => Interval) => (at: Interval) => {
    const over = part(at)
    const { up } = ancestralSplit(over, eta)
    return up === 0 ? null : { scale: noise * up, at: over }
  }
  const bad = badAncestral({ eta, noise }) ?? outside('dpm++ sde', 'r', r, 0.01, 1)
  const step = choose(
    toZero,
    eulerMethod,
    chain(
      chain(
        denoise,
        score,
        eulerTo((at) => ancestralSplit(upToMiddle(at), eta).down),
        addNoise(middleLane, noiseOver(upToMiddle)),
      ),
      denoiseAt((at) => between(at, r), 'denoise(middle)'),
      extrapolate,
      addNoise(
        ancestralLane,
        noiseOver((at) => at),
      ),
    ),
  )
  return sampler(
    { order: 2, family: 'DPM-Solver++', reference: 'k-diffusion sample_dpmpp_sde' },
    withRefusal(bad, step),
  )
}
