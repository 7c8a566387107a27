/** Schedules: falling lists of sigmas, as values. @module */
export { type Beta, beta } from './beta.js'
export { checkedSigmas } from './checked.js'
export { pureNoise, sigmaOfTime, timeOfSigma } from './flow-time.js'
export { fromSigmas } from './from-sigmas.js'
export { type Karras, karras } from './karras.js'
export { klOptimal } from './kl-optimal.js'
export { type Laplace, laplace } from './laplace.js'
export { linear } from './linear.js'
export { type LinearQuadratic, linearQuadratic } from './linear-quadratic.js'
export { type LogSnr, logSnr } from './log-snr.js'
export { exponential, type Polyexponential, polyexponential } from './polyexponential.js'
export type { Ramp } from './ramp.js'
export { type Schedule, sigmasOf } from './schedule.js'
export { sgmUniform } from './sgm-uniform.js'
export { type ShiftedTimes, shiftedFromLevel, shiftedTimes } from './shifted-times.js'
export {
  type FluxShift,
  type FullShift,
  fluxShift,
  fullShift,
  type LogSnrShift,
  logSnrShift,
  type TimeShift,
} from './time-shift.js'
export { type VariancePreserving, vp } from './vp.js'
