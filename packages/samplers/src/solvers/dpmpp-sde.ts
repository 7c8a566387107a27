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
 * DPM-Solver++ (stochastic), two calls: k-diffusion `sample_dpmpp_sde`. An ancestral step to the middle, then one over
 * the whole interval at a denoised extrapolated from both; each has noise of its own.
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
