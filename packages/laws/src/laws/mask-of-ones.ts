import { constant } from '@sigmastream/core'
import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** A projection that keeps nothing changes nothing, though it draws noise of its own. */
export const maskOfOnes: SamplerLaw = (subject, { andThen, project }) =>
  law(
    `${subject.name}: a mask of ones is the sampler alone, bit for bit`,
    inpaintings(subject),
    async ({ scene, reference }) => {
      const base = planOf(subject, scene)
      const free = withStep(base, (step) => andThen(step, project(reference, constant(scene.shape, 1))))
      const engine = engineOf(scene)
      mustHaveSameFrames('the free inpaint and the sampler', await record(free, engine), await record(base, engine))
    },
  )
