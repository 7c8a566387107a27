import fc from 'fast-check'
import { take } from 'rxjs'
import { broken, law } from '../law.js'
import { engineOf, planOf, scenes } from '../scene.js'
import { counting, emitted, quiet } from '../streams.js'
import type { SamplerLaw } from './sampler-law.js'

/** Leaving a stream ends its run. */
export const unsubscribing: SamplerLaw = (subject, { frames }) =>
  law(
    `${subject.name}: unsubscribing after k frames starts at most k + 1 intervals`,
    fc.tuple(scenes(subject, { steps: [3, 8] }), fc.integer({ min: 1, max: 4 })),
    async ([scene, k]) => {
      const { plan, started } = counting(planOf(subject, scene))
      await emitted(frames(plan, engineOf(scene)).pipe(take(k)))
      await quiet()
      if (started() > k + 1) broken(`${started()} intervals started for ${k} frames`)
    },
  )
