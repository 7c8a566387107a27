import { type Framework, sigmastream } from './framework.js'
import type { Law } from './law.js'
import { associativity } from './laws/associativity.js'
import { eulerLine, eulerToZero } from './laws/euler-line.js'
import { gatesConjoin } from './laws/gates-conjoin.js'
import { gatesOpen } from './laws/gates-open.js'
import { identityLaw } from './laws/identity.js'
import { hardMasksMultiply, softMasksMultiply } from './laws/masks-multiply.js'
import { projectedElements } from './laws/projected-elements.js'
import { projectionIdempotent } from './laws/projection-idempotent.js'

/**
 * The laws of stages themselves, without a sampler: chaining, gates, projections and Euler's step, of this framework or
 * one like it.
 */
export const algebraLaws = (framework: Framework = sigmastream): readonly Law[] =>
  [
    identityLaw,
    associativity,
    gatesOpen,
    gatesConjoin,
    projectedElements,
    projectionIdempotent,
    hardMasksMultiply,
    softMasksMultiply,
    eulerToZero,
    eulerLine,
  ].map((of) => of(framework))
