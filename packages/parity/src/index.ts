export type { Comparison, Measure, Tolerance } from './comparison.js'
export { describeParityError, type ParityError } from './errors.js'
export { parity } from './parity.js'
export type { Report } from './report.js'
