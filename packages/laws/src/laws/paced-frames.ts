import { messageOf } from '@sigmastream/core'
import fc from 'fast-check'
import { Subject as Pace } from 'rxjs'
import { law, refute } from '../law.js'
import { engineOf, planOf, scenes } from '../scene.js'
import { countStarts, settleTurns } from '../streams.js'
import type { SamplerLaw } from './sampler-law.js'

/** A consumer that asks for frames one by one gets each, and the run is never more than one ahead of it. */
export const pacedFrames: SamplerLaw = (subject, { frames }) =>
  law(
    `${subject.name}: a paced consumer gets what it asks for and is never outrun by more than one`,
    fc.tuple(scenes(subject, { steps: [3, 8] }), fc.nat(3)),
    async ([scene, requests]) => {
      const { plan, started } = countStarts(planOf(subject, scene))
      const pace = new Pace<void>()
      const seen: { received: number; ended: boolean; failure: unknown } = { received: 0, ended: false, failure: null }
      const subscription = frames(plan, engineOf(scene), { pace }).subscribe({
        next: () => (seen.received += 1),
        complete: () => (seen.ended = true),
        error: (cause: unknown) => (seen.failure = cause),
      })
      for (let asked = 0; asked <= requests; asked++) {
        if (asked > 0) pace.next()
        await settleTurns(() => seen.ended || seen.failure !== null || seen.received > asked)
        if (seen.failure !== null) refute(`the stream failed: ${messageOf(seen.failure)}`)
        if (started() > asked + 2) refute(`${started()} intervals had started when ${asked + 1} frames were asked for`)
        if (!seen.ended && seen.received !== asked + 1)
          refute(`${seen.received} frames came when ${asked + 1} were asked for`)
      }
      subscription.unsubscribe()
    },
  )
