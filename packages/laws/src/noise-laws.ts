import type { Law } from './law.js'
import { type NoiseSubject, noiseIsKeyed, noiseIsPure, noiseOfItems, noiseOfPasses } from './laws/noise.js'

/**
 * The laws of a keyed noise source, which the laws of samplers rest on. An ordered tape keeps the first, within its
 * plan; what forks has not the one about passes.
 */
export const noiseLaws = (subject: NoiseSubject): readonly Law[] => [
  noiseIsPure(subject),
  noiseIsKeyed(subject),
  noiseOfItems(subject),
  ...(subject.forks === true ? [] : [noiseOfPasses(subject)]),
]
