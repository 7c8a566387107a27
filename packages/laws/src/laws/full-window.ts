import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf, stepsOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** Variable inpainting over [0, N) is the full inpaint. */
export const fullWindow: SamplerLaw = (subject, { andThen, when, within, project }) =>
  law(
    `${subject.name}: the window of all steps is the full inpaint, bit for bit`,
    inpaintings(subject),
    async ({ scene, reference, mask }) => {
      const base = planOf(subject, scene)
      const full = withStep(base, (step) => andThen(step, project(reference, mask)))
      const windowed = withStep(base, (step) => andThen(step, when(within(0, stepsOf(base)), project(reference, mask))))
      mustHaveSameFrames(
        'the window and the full inpaint',
        await record(windowed, engineOf(scene)),
        await record(full, engineOf(scene)),
      )
    },
  )
