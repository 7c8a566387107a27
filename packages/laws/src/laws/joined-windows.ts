import type { Step } from '@sigmastream/core'
import fc from 'fast-check'
import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

const cuts = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((places) => places.toSorted((a, b) => a - b))

/** Projections over [a, b) and [b, c) are one over [a, c). */
export const joinedWindows: SamplerLaw = (subject, { andThen, when, within, project }) =>
  law(
    `${subject.name}: windows that touch join, bit for bit`,
    fc.tuple(inpaintings(subject), cuts),
    async ([{ scene, reference, mask }, [a = 0, b = 0, c = 0]]) => {
      const base = planOf(subject, scene)
      const then = (step: Step, start: number, end: number): Step =>
        andThen(step, when(within(start, end), project(reference, mask)))
      const apart = withStep(base, (step) => then(then(step, a, b), b, c))
      const joined = withStep(base, (step) => then(step, a, c))
      mustHaveSameFrames(
        `[${a}, ${b}) with [${b}, ${c})`,
        await record(apart, engineOf(scene)),
        await record(joined, engineOf(scene)),
      )
    },
  )
