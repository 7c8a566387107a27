import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** A plan is a value: running it twice, with engines made twice, gives the same bits. */
export const sameSeed: SamplerLaw = (subject) =>
  law(`${subject.name}: the same seed gives the same bits, run after run`, scenes(subject), async (scene) => {
    const plan = planOf(subject, scene)
    const first = await record(plan, engineOf(scene))
    mustHaveSameFrames('the second run', await record(plan, engineOf(scene)), first)
  })
