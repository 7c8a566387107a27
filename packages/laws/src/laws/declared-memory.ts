import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/**
 * A step reads no more of the past than it declares: `memory` counts the evaluation it makes itself, so `memory - 1`
 * enter it.
 */
export const declaredMemory: SamplerLaw = (subject) =>
  law(`${subject.name}: the declared memory suffices, bit for bit`, scenes(subject), async (scene) => {
    const plan = planOf(subject, scene)
    const everything = withStep(plan, (step) => ({ ...step, memory: Infinity }))
    const declared = withStep(plan, (step) => ({
      ...step,
      run: (carry, env) => step.run({ ...carry, past: carry.past.slice(0, Math.max(0, step.memory - 1)) }, env),
    }))
    mustHaveSameFrames(
      'what the declared memory gives, and the whole past',
      await record(declared, engineOf(scene)),
      await record(everything, engineOf(scene)),
    )
  })
