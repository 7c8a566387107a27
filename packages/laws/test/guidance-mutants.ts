import { combine, type Denoiser, type Latent, type Slot, type Step, slotLens } from '@sigmastream/core'
import {
  type CfgppSubject,
  cfgppLaws,
  type GuidanceSubject,
  guidanceLaws,
  type LabelledModel,
  type Law,
} from '../src/index.js'
import type { Mutant } from './mutant.js'
import { euler } from './samplers.js'

const momentum = slotLens<Latent>(
  'mutant',
  (state): state is Latent => typeof state === 'object' && state !== null && 'data' in state,
)

const directionOf = ([toward, away]: readonly Latent[], before: Latent | null): Latent =>
  combine([1, toward!], [-1, away!], ...(before === null ? [] : ([[0.5, before]] as const))) // two labels are asked

/** Guidance with momentum, as it should be: what it remembers is told, and CFG++ is told the other branch. */
export const soundGuidance = (model: LabelledModel, scale: number): Denoiser => {
  return async (x, sigma, signal, { slot, unconditional } = { slot: null, unconditional: false }) => {
    if (scale === 1 && !unconditional) return (await model(x, sigma, [0], signal))[0]! // one answer a label
    const answers = await model(x, sigma, [0, 1], signal)
    if (unconditional) {
      const guided = combine([scale, answers[0]!], [1 - scale, answers[1]!]) // as above
      return { ...guided, unconditional: answers[1]! } // as above
    }
    const direction = directionOf(answers, momentum.get({ slot }))
    return { ...combine([1, answers[0]!], [scale - 1, direction]), slot: momentum.of(direction) } // as above
  }
}

/** CFG++ as it should be. */
export const soundSwitch = (step: Step): Step => ({
  ...step,
  run: (carry, env) =>
    step.run(carry, {
      ...env,
      denoiser: (x, sigma, signal) => env.denoiser(x, sigma, signal, { slot: null, unconditional: true }),
    }),
})

const lawsOf = (guided: GuidanceSubject['guided']): readonly Law[] => guidanceLaws({ name: 'mutant', guided })

const cfgppOf = (of: Partial<CfgppSubject>): readonly Law[] =>
  cfgppLaws({ name: 'mutant', step: euler, switched: soundSwitch(euler), guided: soundGuidance, ...of })

/** Remembers the last direction in a closure instead of in what it answers. */
const forgetful: GuidanceSubject['guided'] = (model, scale) => {
  let slot: Slot | null = null
  const sound = soundGuidance(model, scale)
  return async (x, sigma, signal) => {
    const answer = await sound(x, sigma, signal, { slot, unconditional: false })
    slot = answer.slot ?? null
    return { shape: answer.shape, data: answer.data }
  }
}

/** The guided answer, brought to the loudest value of the whole batch. */
const loud: GuidanceSubject['guided'] = (model, scale) => async (x, sigma, signal, context) => {
  const answer = await soundGuidance(model, scale)(x, sigma, signal, context)
  const peak = [...answer.data].reduce((most, one) => Math.max(most, Math.abs(one)), 1)
  return scale === 1 ? answer : combine([1 / peak, answer])
}

/** Both branches, whatever the scale. */
const wasteful: GuidanceSubject['guided'] = (model, scale) => async (x, sigma, signal) => {
  const [toward, away] = await model(x, sigma, [0, 1], signal)
  return combine([scale, toward!], [1 - scale, away!]) // one answer a label
}

/** Guidance that leads away from the wrong side. */
const reversed: GuidanceSubject['guided'] = (model, scale) => async (x, sigma, signal, context) => {
  const answer = await soundGuidance(model, scale)(x, sigma, signal, context)
  return { ...answer, unconditional: combine([1, answer]) }
}

/** Guidance that is wrong in one thing. */
export const guidanceMutants: readonly Mutant[] = [
  {
    wrong: 'guidance that computes both branches at scale 1',
    laws: lawsOf(wasteful),
    breaks: 'scale 1 is the conditional answer, bit for bit, and asks no other branch',
    says: /calls asked the branches 0, 1/,
  },
  {
    wrong: 'guidance that is measured over a batch',
    laws: lawsOf(loud),
    breaks: 'every item of a batch is guided as it is alone, bit for bit',
    says: /item \d, call \d/,
  },
  {
    wrong: 'momentum in a closure',
    laws: lawsOf(forgetful),
    breaks: 'an answer follows from x, sigma and the state that is told, and from nothing else, bit for bit',
    says: /call \d, asked again/,
  },
  {
    wrong: 'CFG++ that goes on from the noise of the guided estimate',
    laws: cfgppOf({ guided: reversed }),
    breaks: "CFG++ at scale 1 lands on the conditional estimate plus sigma' times the unconditional noise, to rounding",
    says: /the step, and the formula/,
  },
  {
    wrong: 'CFG++ whose scales are those of guidance without it',
    laws: cfgppOf({ guided: (model, scale) => soundGuidance(model, (scale + 0.5) * 2) }),
    breaks: 'CFG++ at scale 0 is the sampler on the unconditional model, bit for bit',
    says: /CFG\+\+ at scale 0, and the sampler on the unconditional model, frame \d+/,
  },
]
