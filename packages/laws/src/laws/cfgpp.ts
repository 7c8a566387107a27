import { combine, type Denoiser, fromLatent, type Step } from '@sigmastream/core'
import fc from 'fast-check'
import { latents } from '../arbitraries/latents.js'
import { mustBeNear, mustHaveSameFrames, peakOf } from '../compare.js'
import { type Law, law } from '../law.js'
import { record } from '../record.js'
import { engineOf, listedScenes, planOf } from '../scene.js'
import { stepSubject } from '../subject.js'
import type { GuidanceSubject } from './guidance.js'
import { labelledModel } from './labelled-model.js'

/** CFG++ under test: a step, and the same step with the switch. */
export interface CfgppSubject {
  readonly name: string
  readonly step: Step
  readonly switched: Step
  readonly guided: GuidanceSubject['guided']
}

const { signal } = new AbortController()

/** At scale 0 nothing is led toward: what is left is the plain sampler on what is led away from. */
export const cfgppAtZero = ({ name, step, switched, guided }: CfgppSubject): Law =>
  law(
    `${name}: CFG++ at scale 0 is the sampler on the unconditional model, bit for bit`,
    listedScenes({ steps: [1, 5] }),
    async (scene) => {
      const engine = engineOf(scene)
      const model = labelledModel(scene.model)
      const alone: Denoiser = async (x, sigma) => (await model(x, sigma, [1], signal))[0]! // one answer a label
      mustHaveSameFrames(
        'CFG++ at scale 0, and the sampler on the unconditional model',
        await record(planOf(stepSubject(name, switched), scene), { ...engine, denoiser: guided(model, 0) }),
        await record(planOf(stepSubject(name, step), scene), { ...engine, denoiser: alone }),
      )
    },
  )

/** At scale 1 a step of one call lands on the conditional estimate, with the noise of the unconditional one. */
export const cfgppAtOne = ({ name, switched, guided }: CfgppSubject): Law =>
  law(
    `${name}: CFG++ at scale 1 lands on the conditional estimate plus sigma' times the unconditional noise, to rounding`,
    listedScenes({ steps: [1, 1] }).chain((scene) => fc.tuple(fc.constant(scene), latents(scene.shape, 20))),
    async ([scene, x]) => {
      const [from = 1, to = 0] = scene.sigmas
      const model = labelledModel(scene.model)
      const [conditional, unconditional] = await model(x, from, [0, 1], signal)
      const plan = { ...planOf(stepSubject(name, switched), scene), start: fromLatent(x) }
      const [frame] = await record(plan, { ...engineOf(scene), denoiser: guided(model, 1) })
      // The model answers as often as it is asked, and a plan of one interval has one frame.
      const landed = combine([1, conditional!], [to / from, x], [-to / from, unconditional!])
      mustBeNear('the step, and the formula', frame!.carry.x, landed, (1 + peakOf(landed) + peakOf(x)) * 2 ** -18)
    },
  )
