import type { Law } from './law.js'
import { firstPass, freshNoise, type JumpSubject, withoutJump } from './laws/jumps.js'

/**
 * The laws of a sampler that goes over parts of its list again, beside those of every sampler: `for (const law of
 * jumpLaws({ name: 'mine', step, jumping, once, source: keyed })) it(law.name, () => assertLaw(law))`.
 */
export const jumpLaws = (subject: JumpSubject): readonly Law[] => [
  firstPass(subject),
  freshNoise(subject),
  withoutJump(subject),
]
