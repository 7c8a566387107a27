import fc from 'fast-check'
import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** Variable inpainting over [k, k) is the sampler alone. */
export const emptyWindow: SamplerLaw = (subject, { andThen, when, within, project }) =>
  law(
    `${subject.name}: an empty window is the sampler alone, bit for bit`,
    fc.tuple(inpaintings(subject), fc.nat(8)),
    async ([{ scene, reference, mask }, k]) => {
      const base = planOf(subject, scene)
      const windowed = withStep(base, (step) => andThen(step, when(within(k, k), project(reference, mask))))
      // One engine for both: noise must not depend on what was drawn before.
      const engine = engineOf(scene)
      mustHaveSameFrames('the empty window and the sampler', await record(windowed, engine), await record(base, engine))
    },
  )
