import { select } from '@sigmastream/core'
import { mustHaveSameBits } from '../compare.js'
import { broken, law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** What the mask keeps is the reference itself at the end of a schedule that ends at 0. */
export const keptFrames: SamplerLaw = (subject, { andThen, project }) =>
  law(
    `${subject.name}: what is kept equals the reference, bit for bit, when the schedule ends at 0`,
    inpaintings(subject, { end: 'zero' }),
    async ({ scene, reference, mask }) => {
      const inpainted = withStep(planOf(subject, scene), (step) => andThen(step, project(reference, mask)))
      const { carry } = (await record(inpainted, engineOf(scene))).at(-1) ?? broken('the run has no frame')
      mustHaveSameBits(
        'the result, and the result with the reference laid over it',
        carry.x,
        select(mask, carry.x, reference),
      )
    },
  )
