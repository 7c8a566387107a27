import { resume } from '@sigmastream/core'
import type { Lineage } from '@sigmastream/core/noise'
import { mustHaveSameFrames } from '../compare.js'
import { law, refute } from '../law.js'
import { testNoise } from '../noise.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, planOf } from '../scene.js'
import { checkpointsOf, hunts } from './hunt.js'
import type { SamplerLaw } from './sampler-law.js'

/** Noise that goes on with another seed is what a resumed run draws with that seed's. */
export const forkedNoise: SamplerLaw = (subject, { forkNoise: fork }) =>
  law(
    `${subject.name}: a run on noise that forks is the run that is resumed there with the other noise, bit for bit`,
    hunts(subject),
    async ({ scene, places }) => {
      const plan = planOf(subject, scene)
      const engine = engineOf(scene)
      const [count] = checkpointsOf(subject, plan, places)
      if (count === undefined) return
      const [one, other] = [scene.seed, scene.seed + 7]
      const before = (await record(plan, { ...engine, noise: testNoise(one) })).slice(0, count)
      const behind = before.at(-1) ?? refute('the run has no frame')
      const after = await record(orThrow(resume(plan, behind)), { ...engine, noise: testNoise(other) })
      const lineage: Lineage = [
        { step: 0, seed: one },
        { step: behind.at.index + 1, seed: other },
      ]
      const forked = await record(plan, { ...engine, noise: fork(lineage, ({ seed }) => testNoise(seed)) })
      mustHaveSameFrames('the fork, and the resumed run', forked, [...before, ...after])
    },
  )
