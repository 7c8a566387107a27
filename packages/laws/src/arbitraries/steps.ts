import {
  addNoise,
  begin,
  type Carry,
  chain,
  combine,
  denoise,
  eulerStep,
  eulerUpdate,
  moved,
  type Step,
  score,
  stage,
} from '@sigmastream/core'
import fc from 'fast-check'

/** Reads two past evaluations, where there are as many: a step with a memory, without a call. */
const recall: Step = stage(
  'recall',
  (carry: Carry) => {
    const [now, before] = carry.past
    return now === undefined || before === undefined
      ? carry
      : moved(carry, combine([1, carry.x], [0.25, now.denoised], [-0.25, before.denoised]))
  },
  2,
)

const named = {
  euler: chain(denoise, score, eulerStep),
  fusedEuler: chain(denoise, eulerUpdate),
  halve: stage('halve', (carry: Carry) => moved(carry, combine([0.5, carry.x]))),
  noisy: addNoise('noisy', (at) => ({ scale: 0.5, at })),
  noisyBelowTwo: addNoise('noisyBelowTwo', (at) => (at.to < 2 ? { scale: 0.5, at } : null)),
  forget: stage('forget', (carry: Carry) => begin(carry.x)),
  recall,
} satisfies Readonly<Record<string, Step>>

/** The name of a small step that does something of its own: with calls, draws, a memory, or none. */
export type StepName = keyof typeof named

/** The step of that name. */
export const stepNamed = (name: StepName): Step => named[name]

/** Names of small steps. */
export const stepNames: fc.Arbitrary<StepName> = fc.constantFrom(
  'euler',
  'fusedEuler',
  'halve',
  'noisy',
  'noisyBelowTwo',
  'forget',
  'recall',
)
