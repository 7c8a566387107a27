/** Schedules: falling lists of sigmas, as values. @module */
export { checkedSigmas } from './checked.js'
export { fromSigmas } from './from-sigmas.js'
export { type Karras, karras } from './karras.js'
export { linear } from './linear.js'
export { exponential, type Polyexponential, polyexponential } from './polyexponential.js'
export type { Ramp } from './ramp.js'
export { type Schedule, sigmasOf } from './schedule.js'
export { type VariancePreserving, vp } from './vp.js'
