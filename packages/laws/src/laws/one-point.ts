import { startOf } from '@sigmastream/core'
import { pointDenoiser } from '@sigmastream/core/analytic'
import fc from 'fast-check'
import { latents } from '../arbitraries/latents.js'
import { mustBeNear, peakOf } from '../compare.js'
import { law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

/**
 * Where the denoiser always answers x0, a schedule that ends at 0 ends at x0; within 2^-14 of the size of x0 and the
 * start: multistep solvers extrapolate, and amplify rounding.
 */
export const onePoint: SamplerLaw = (subject) =>
  law(
    `${subject.name}: a denoiser that always answers x0 makes a schedule that ends at 0 return x0, to rounding`,
    scenes(subject, { end: 'zero' }).chain((scene) => fc.tuple(fc.constant(scene), latents(scene.shape, 8))),
    async ([scene, x0]) => {
      const plan = planOf(subject, scene)
      const engine = { ...engineOf(scene), denoiser: pointDenoiser(x0) }
      const size = peakOf(x0) + peakOf(orThrow(startOf(plan, engine)).x)
      const { carry } = (await record(plan, engine)).at(-1) ?? refute('the run has no frame')
      mustBeNear('the result and x0', carry.x, x0, size * 2 ** -14)
    },
  )
