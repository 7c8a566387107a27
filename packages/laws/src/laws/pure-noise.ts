import { plan, startOf } from '@sigmastream/core'
import { pointDenoiser } from '@sigmastream/core/analytic'
import { pureNoise } from '@sigmastream/core/schedules'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { latents } from '../arbitraries/latents.js'
import { distanceBetween, peakOf } from '../compare.js'
import { law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

// What no sum of draws of deviation 1 in a run of the laws is larger than.
const largestDraw = 16

/**
 * From pure noise (sigma 1e12, t = 1 of a flow model) a sampler is refused before the run, or goes on: where the denoiser
 * always answers x0, x lies around x0 by no more than noise of the level reached. A method that subtracts two large numbers
 * there is a hundred thousand off.
 */
export const pureNoiseStart: SamplerLaw = (subject) =>
  law(
    `${subject.name}: from pure noise it is refused, or comes down to the noise of the next level`,
    scenes(subject, { steps: [1, 3] }).chain((scene) => fc.tuple(fc.constant(scene), latents(scene.shape, 8))),
    async ([scene, x0]) => {
      const planned = plan({ step: subject.step, schedule: [pureNoise, ...scene.sigmas], shape: scene.shape })
      if (E.isLeft(planned)) return
      const engine = { ...engineOf(scene), denoiser: pointDenoiser(x0) }
      const size = peakOf(x0) + peakOf(orThrow(startOf(planned, engine)).x) / pureNoise
      for (const { at, carry } of await record(planned.right, engine)) {
        const away = distanceBetween(carry.x, x0)
        if (!(away <= largestDraw * at.to + size * 2 ** -14))
          refute(`at sigma ${at.to}, frame ${at.index}, x is ${away} away from x0`)
      }
    },
  )
