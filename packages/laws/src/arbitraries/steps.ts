import {
  addNoise,
  type Carry,
  carryAt,
  chain,
  combine,
  type Denoised,
  denoise,
  eulerStep,
  type Step,
  score,
  stage,
  withX,
} from '@sigmastream/core'
import fc from 'fast-check'

/** Reads two past evaluations, where there are as many: a step with a memory, without a call. */
const recall: Step = stage(
  'recall',
  (carry: Carry) => {
    const [now, before] = carry.past
    return now === undefined || before === undefined
      ? carry
      : withX(carry, combine([1, carry.x], [0.25, now.denoised], [-0.25, before.denoised]))
  },
  2,
)

const smallSteps = {
  euler: chain(denoise, score, eulerStep),
  halfway: chain(
    denoise,
    stage('halfway', (flow: Denoised) => withX(flow, combine([0.5, flow.x], [0.5, flow.evaluation.denoised]))),
  ),
  halve: stage('halve', (carry: Carry) => withX(carry, combine([0.5, carry.x]))),
  noisy: addNoise('noisy', (at) => ({ scale: 0.5, at })),
  noisyBelowTwo: addNoise('noisyBelowTwo', (at) => (at.to < 2 ? { scale: 0.5, at } : null)),
  forget: stage('forget', (carry: Carry) => carryAt(carry.x)),
  recall,
} satisfies Readonly<Record<string, Step>>

/** The name of a small step that does something of its own: with calls, draws, a memory, or none. */
export type StepName = keyof typeof smallSteps

/** The step of that name. */
export const stepNamed = (name: StepName): Step => smallSteps[name]

/** Names of small steps. */
export const stepNames: fc.Arbitrary<StepName> = fc.constantFrom(
  'euler',
  'halfway',
  'halve',
  'noisy',
  'noisyBelowTwo',
  'forget',
  'recall',
)
