/** Schedules: falling lists of sigmas. @module */
export { checkedSigmas } from './checked.js'
export { fromSigmas } from './from-sigmas.js'
export { type Karras, karras } from './karras.js'
export { linear } from './linear.js'
export { exponential, type Polyexponential, polyexponential } from './polyexponential.js'
export type { Ramp } from './ramp.js'
export { type VariancePreserving, vp } from './vp.js'
