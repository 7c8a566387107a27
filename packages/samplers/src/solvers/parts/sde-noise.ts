import { type Amount, addNoise, type Interval, type Levels, type Step } from '@sigmastream/core'
import type { Lane } from '@sigmastream/core/noise'
import { type Ancestral, ancestralLane, badAncestral } from './ancestral.js'
import { logStep } from './log-sigma.js'
import { withRefusal } from './with-refusal.js'

/**
 * The deviation of the noise that the reverse SDE adds between two levels: to sqrt(1 - (to / from)^(2 eta)). Together with
 * {@link keepOver} it keeps the marginals: keep^2 from^2 + deviation^2 = to^2 where eta is 1.
 */
const deviationOver = (over: Levels, eta: number): number => over.to * Math.sqrt(-Math.expm1(-2 * eta * logStep(over)))

/** What a step of the SDE keeps of x: (to / from)^(1 + eta), Euler's to / from where eta is 0. */
export const keepOver = (over: Levels, eta: number): number => Math.exp(-(1 + eta) * logStep(over))

/** A part of a step's interval. */
export type Part = (at: Interval) => Interval

/** The whole of it. */
const whole: Part = (at) => at

/** How much noise the reverse SDE adds over a part of an interval; `null` where that ends at 0 or has no length, or at eta 0. */
export const sdeAmount = (over: Interval, { eta, noise }: Required<Ancestral>): Amount | null =>
  eta === 0 || over.to === 0 || over.to === over.from ? null : { scale: noise * deviationOver(over, eta), at: over }

/** The noise that the reverse SDE adds over a part of the interval, all of it unless told otherwise. */
export const sdeNoise = ({ eta = 1, noise = 1 }: Ancestral, lane: Lane = ancestralLane, part: Part = whole): Step =>
  withRefusal(
    badAncestral({ eta, noise }),
    addNoise(lane, (at) => sdeAmount(part(at), { eta, noise })),
  )
