export { frames, type FramesOptions } from './frames.js'
export { type At, operator } from './operator.js'
export { sampling, samplingThrough } from './sampling.js'
