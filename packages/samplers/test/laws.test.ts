import type { Step } from '@sigmastream/core'
import { assertLaw, type Subject, samplerLaws, stepSubject, type Traits } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import {
  type AdaptiveState,
  catalogue,
  churned,
  ddim,
  dpm2,
  dpm2Ancestral,
  dpmAdaptive,
  dpmFast,
  dpmpp2m,
  dpmpp2mSde,
  dpmpp2sAncestral,
  dpmpp3mSde,
  dpmppSde,
  euler,
  eulerAncestral,
  fusedEuler,
  heun,
  lms,
} from '../src/index.js'

const stochastic: Traits = { stochastic: true }

/** Every step, with the order that theory gives it where it is deterministic; 3M without noise has 2, as measured. */
const steps: readonly (readonly [name: string, step: Step, traits: Traits])[] = [
  ['euler', euler, { order: 1 }],
  ['fused euler', fusedEuler, { order: 1 }],
  ['euler with churn', churned({ amount: 4, noise: 1.01 }, euler), stochastic],
  ['euler ancestral', eulerAncestral(), stochastic],
  ['heun', heun, { order: 2 }],
  ['heun with churn', churned({ amount: 4 }, heun), stochastic],
  ['dpm-2', dpm2, { order: 2 }],
  ['dpm-2 with churn', churned({ amount: 4 }, dpm2), stochastic],
  ['dpm-2 ancestral', dpm2Ancestral(), stochastic],
  ['lms of order 1', lms(1), { order: 1 }],
  ['lms of order 2', lms(2), { order: 2 }],
  ['lms of order 3', lms(3), { order: 3 }],
  ['lms of order 4', lms(4), { order: 4 }],
  ['dpm++ 2s ancestral', dpmpp2sAncestral(), stochastic],
  ['dpm++ 2s without noise', dpmpp2sAncestral({ eta: 0 }), { order: 2 }],
  ['dpm++ sde', dpmppSde(), stochastic],
  ['dpm++ sde without noise', dpmppSde({ eta: 0 }), { order: 2 }],
  ['dpm++ 2m', dpmpp2m, { order: 2 }],
  ['dpm++ 2m sde', dpmpp2mSde(), stochastic],
  ['dpm++ 2m sde heun', dpmpp2mSde({ solver: 'heun' }), stochastic],
  ['dpm++ 3m sde', dpmpp3mSde(), stochastic],
  ['dpm++ 3m without noise', dpmpp3mSde({ eta: 0 }), { order: 2 }],
  ['dpm fast', dpmFast(7), {}],
  ['ddim', ddim(), { order: 1 }],
  ['ddim with eta 0.7', ddim({ eta: 0.7 }), stochastic],
]

describe.each(steps)('%s', (name, step, traits) => {
  for (const law of samplerLaws(stepSubject(name, step, traits))) it(law.name, () => assertLaw(law))
})

const adaptive: Subject<AdaptiveState> = {
  name: 'dpm adaptive',
  plan: (sigmas, shape) => {
    const sigmaMax = sigmas[0] ?? 1
    const sigmaMin = sigmas.findLast((sigma) => sigma > 0 && sigma < sigmaMax) ?? sigmaMax / 10
    return dpmAdaptive({ sigmaMin, sigmaMax, endAtZero: sigmas.at(-1) === 0, firstStep: 0.5 }, shape)
  },
}

describe('dpm adaptive', () => {
  for (const law of samplerLaws(adaptive)) it(law.name, () => assertLaw(law))
})

it('the catalogue has no sampler that the laws do not see', () => {
  const seen = [
    'euler',
    'euler-ancestral',
    'heun',
    'dpm-2',
    'dpm-2-ancestral',
    'lms',
    'dpmpp-2s-ancestral',
    'dpmpp-sde',
    'dpmpp-2m',
    'dpmpp-2m-sde',
  ]
  const rest = ['dpmpp-2m-sde-heun', 'dpmpp-3m-sde', 'dpm-fast', 'dpm-adaptive', 'ddim']
  expect(catalogue.map(({ name }) => name)).toEqual([...seen, ...rest])
})
