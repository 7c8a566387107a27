import fc from 'fast-check'
import { take } from 'rxjs'
import { law, refute } from '../law.js'
import { engineOf, planOf, scenes } from '../scene.js'
import { countStarts, emissionsOf, settleTurns } from '../streams.js'
import type { SamplerLaw } from './sampler-law.js'

/** Leaving a stream ends its run. */
export const unsubscribeEndsRun: SamplerLaw = (subject, { frames }) =>
  law(
    `${subject.name}: unsubscribing after k frames starts at most k + 1 intervals`,
    fc.tuple(scenes(subject, { steps: [3, 8] }), fc.integer({ min: 1, max: 4 })),
    async ([scene, k]) => {
      const { plan, started } = countStarts(planOf(subject, scene))
      await emissionsOf(frames(plan, engineOf(scene)).pipe(take(k)))
      await settleTurns()
      if (started() > k + 1) refute(`${started()} intervals started for ${k} frames`)
    },
  )
