import type { Carry, Step } from '@sigmastream/core'
import { law } from '../law.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import { watcher } from '../watcher.js'
import type { SamplerLaw } from './sampler-law.js'

// Objects can be frozen though typed arrays cannot: a stage that writes to its carry throws, and the run fails.
const freezeCarry = (carry: Carry): Carry => Object.freeze({ ...carry, past: Object.freeze([...carry.past]) })

/** Values are immutable: the bytes of every latent that a stage was given are the same after the run. */
export const unchangedInputs: SamplerLaw = (subject, { andThen, project }) =>
  law(
    `${subject.name}: no stage changes what it is given, byte for byte`,
    inpaintings(subject),
    async ({ scene, reference, mask }) => {
      const { watch, check } = watcher()
      const engine = engineOf(scene)
      const watching = (step: Step): Step => ({
        ...step,
        run: (carry, env) => {
          watch('x', carry.x)
          carry.past.forEach(({ x, denoised }) => [x, denoised].map((latent) => watch('a past evaluation', latent)))
          return step.run(freezeCarry(carry), env)
        },
      })
      watch('the reference', reference)
      watch('the mask', mask)
      const plan = withStep(planOf(subject, scene), (step) =>
        watching(andThen(step, watching(project(reference, mask)))),
      )
      await record(plan, {
        denoiser: async (x, sigma, signal, context) =>
          watch('the denoised', await engine.denoiser(watch('the x of a call', x), sigma, signal, context)),
        noise: (query) => watch('the noise', engine.noise(query)),
      })
      check()
    },
  )
