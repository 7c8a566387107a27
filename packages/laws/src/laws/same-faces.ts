import { from } from 'rxjs'
import { mustHaveSameFrames } from '../compare.js'
import { law } from '../law.js'
import { record } from '../record.js'
import { engineOf, planOf, scenes } from '../scene.js'
import { emissionsOf } from '../streams.js'
import type { SamplerLaw } from './sampler-law.js'

/** The pulled run, the pushed run, the run whose schedule is a stream, and the step as an RxJS operator are one run. */
export const sameFaces: SamplerLaw = (subject, { frames, sampling, operator }) =>
  law(
    `${subject.name}: drive, frames, sampling and the piped operator give the same frames, bit for bit`,
    scenes(subject),
    async (scene) => {
      const plan = planOf(subject, scene)
      const engine = engineOf(scene)
      const driven = await record(plan, engine)
      // The intervals that were run: an adaptive plan has no list of its own.
      const schedule = from(driven.map(({ at }) => at))
      mustHaveSameFrames('frames', await emissionsOf(frames(plan, engine)), driven)
      mustHaveSameFrames('sampling', await emissionsOf(schedule.pipe(sampling(plan, engine))), driven)
      const piped = sampling(plan, engine, operator(plan.step, engine))
      mustHaveSameFrames('the piped operator', await emissionsOf(schedule.pipe(piped)), driven)
    },
  )
