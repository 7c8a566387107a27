import { law, refute } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/**
 * What the mask keeps is the reference itself at the end of a schedule that ends at 0. The oracle is a loop of its own:
 * laid over by the function that projects, a projection that keeps nothing would pass.
 */
export const keptFrames: SamplerLaw = (subject, { andThen, project }) =>
  law(
    `${subject.name}: what is kept equals the reference, bit for bit, when the schedule ends at 0`,
    inpaintings(subject, { end: 'zero' }),
    async ({ scene, reference, mask }) => {
      const inpainted = withStep(planOf(subject, scene), (step) => andThen(step, project(reference, mask)))
      const { carry } = (await record(inpainted, engineOf(scene))).at(-1) ?? refute('the run has no frame')
      const result = [...carry.x.data]
      const kept = [...reference.data]
      const lost = [...mask.data].findIndex((value, i) => value === 0 && !Object.is(result[i], kept[i]))
      if (lost !== -1) refute(`the result has ${result[lost]} at element ${lost}, where the mask keeps ${kept[lost]}`)
    },
  )
