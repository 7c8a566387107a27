import type { Denoiser } from '@sigmastream/core'
import { run } from '@sigmastream/core'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { law, refute } from '../law.js'
import { engineOf, planOf, scenes } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

const countCalls = (denoiser: Denoiser, seen: (calls: number) => void): Denoiser => {
  let calls = 0
  return (...call) => {
    calls += 1
    seen(calls)
    return denoiser(...call)
  }
}

/**
 * An abort acts between calls of the denoiser: none starts after it, and unless the run was at its last one, it ends as
 * `Aborted`.
 */
export const abortStopsCalls: SamplerLaw = (subject) =>
  law(
    `${subject.name}: no denoiser call starts after an abort`,
    fc.tuple(scenes(subject, { steps: [1, 6] }), fc.nat()),
    async ([scene, place]) => {
      const plan = planOf(subject, scene)
      const engine = engineOf(scene)
      let all = 0
      await run(plan, { ...engine, denoiser: countCalls(engine.denoiser, (calls) => (all = calls)) })()
      if (all === 0) return
      const last = 1 + (place % all)
      const abort = new AbortController()
      let made = 0
      const aborted = countCalls(engine.denoiser, (calls) => {
        made = calls
        if (calls === last) abort.abort()
      })
      const result = await run(plan, { ...engine, denoiser: aborted }, abort.signal)()
      if (made > last) refute(`${made} calls were made, with the abort during call ${last}`)
      if (made < all && !(E.isLeft(result) && result.left._tag === 'Aborted'))
        refute(`the run did not end as Aborted: ${JSON.stringify(result)}`)
    },
  )
