import { assertLaw, observerLaws, stepSubject } from '@sigmastream/laws'
import { describe, it } from 'vitest'
import { catalogue, type Sampler, type SamplerName, type SamplerOptions, samplers } from '../src/index.js'

const of: Readonly<Record<SamplerName, (options?: SamplerOptions) => Sampler>> = samplers

/** Those of the catalogue but the aliases: whatever looks at a run changes nothing of it, whichever sampler it has. */
const laws = catalogue
  .filter(({ name }, i) => !catalogue.slice(0, i).some((other) => of[other.name] === of[name]))
  .flatMap(({ name, stochastic }) => observerLaws(stepSubject(name, of[name]({ firstStep: 0.5 }), { stochastic })))

describe('previews and a search', () => {
  it.each(laws)('$name', (law) => assertLaw(law, { seed: 1, runs: 2 }))
})
