import fc from 'fast-check'
import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/** A run that goes on from one of its frames is the run that was never interrupted. */
export const resumedRun: SamplerLaw = (subject, { andThen, project, resume }) =>
  law(
    `${subject.name}: resuming from any frame gives the rest of the run, bit for bit`,
    fc.tuple(inpaintings(subject), fc.nat(), fc.boolean()),
    async ([{ scene, reference, mask }, place, inpaint]) => {
      const base = planOf(subject, scene)
      const plan = inpaint ? withStep(base, (step) => andThen(step, project(reference, mask))) : base
      const engine = engineOf(scene)
      const whole = await record(plan, engine)
      const k = place % whole.length
      const rest = whole[k] === undefined ? [] : await record(orThrow(resume(plan, whole[k])), engine)
      mustHaveSameFrames(`resumed after frame ${k}`, rest, whole.slice(k + 1))
    },
  )
