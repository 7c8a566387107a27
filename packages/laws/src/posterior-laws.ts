import type { Law } from './law.js'
import { knownAtZero, nothingKnown, ownProxy, type PosteriorSubject, toldNoise } from './laws/posterior.js'

/**
 * The laws of inpainting by the posterior of each step, with two calls: `for (const law of posteriorLaws({ name: 'mine',
 * posterior, free })) it(law.name, () => assertLaw(law))`.
 */
export const posteriorLaws = (subject: PosteriorSubject): readonly Law[] => [
  knownAtZero(subject),
  nothingKnown(subject),
  toldNoise(subject),
  ownProxy(subject),
]
