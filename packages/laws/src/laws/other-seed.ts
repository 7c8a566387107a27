import { fromLatent, startOf } from '@sigmastream/core'
import fc from 'fast-check'
import { mustHaveSameFrames, sameBits } from '../compare.js'
import { law, refute } from '../law.js'
import { testNoise } from '../noise.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/**
 * From one start, another seed changes what a stochastic sampler gives, and nothing of what a deterministic one gives.
 */
export const otherSeed: SamplerLaw = (subject) =>
  law(
    subject.stochastic === true
      ? `${subject.name}: from one start, another seed gives other bits`
      : `${subject.name}: from one start, the seed of the noise changes nothing`,
    // The first step does not go to 0, where no sampler adds noise, and eight elements do not agree by chance.
    fc.tuple(scenes(subject, { steps: [2, 6], frames: [8, 10] }), fc.integer({ min: 1, max: 99 })),
    async ([scene, shift]) => {
      const base = planOf(subject, scene)
      const engine = engineOf(scene)
      const { x } = orThrow(startOf(base, engine))
      const plan = { ...base, start: fromLatent(x, base.later(0).slot) }
      const frames = await record(plan, engine)
      const others = await record(plan, { ...engine, noise: testNoise((scene.seed % 1000) + 1000 + shift) })
      if (subject.stochastic !== true) return mustHaveSameFrames('another seed', others, frames)
      if (frames.every(({ carry }, i) => others[i] !== undefined && sameBits(carry.x, others[i].carry.x)))
        refute('the noise of another seed gave the same frames')
    },
  )
