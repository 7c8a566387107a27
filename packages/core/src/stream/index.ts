/** Runs as RxJS streams: observe, pace, pipe. @module */
export { type FramesOptions, frames } from './frames.js'
export { type At, operator } from './operator.js'
export { sampling } from './sampling.js'
