export { type FramesOptions, frames } from './frames.js'
export { type At, operator } from './operator.js'
export { sampling, samplingThrough } from './sampling.js'
