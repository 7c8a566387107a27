import type { Draw } from '@sigmastream/core'
import { drive, startOf } from '@sigmastream/core'
import { law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { withStep } from '../record.js'
import { engineOf, inpaintings, planOf } from '../scene.js'
import type { SamplerLaw } from './sampler-law.js'

const drawsText = (draws: readonly Draw[]): string =>
  `[${draws.map(({ lane, at }) => `${lane} at ${at.index}`).join(', ')}]`

/** Whether the draws that were made are among the declared ones, in their order. */
const inOrder = (made: readonly Draw[], declared: readonly Draw[]): boolean =>
  declared.reduce(
    (next, { lane, at }) => (made[next]?.lane === lane && made[next]?.at.index === at.index ? next + 1 : next),
    0,
  ) === made.length

const mustBeDeclared = (where: string, made: readonly Draw[], declared: readonly Draw[]): void => {
  if (!inOrder(made, declared)) refute(`${where} drew ${drawsText(made)} and declares ${drawsText(declared)}`)
}

/**
 * What a step declares is what it does: its calls exactly, an answer that is marked as reused standing for one; its
 * draws in order, of which some may not be made.
 */
export const declaredUse: SamplerLaw = (subject, { andThen, project }) =>
  law(
    `${subject.name}: denoiser calls are those declared, and noise is drawn as declared, in order`,
    inpaintings(subject),
    async ({ scene, reference, mask }) => {
      const plan = withStep(planOf(subject, scene), (base) => andThen(base, project(reference, mask)))
      const { step } = plan
      const engine = engineOf(scene)
      let calls = 0
      let made: readonly Draw[] = []
      const observed = {
        denoiser: (...call: Parameters<typeof engine.denoiser>) => {
          calls += 1
          return engine.denoiser(...call)
        },
        noise: (query: Parameters<typeof engine.noise>[0]) => {
          made = [...made, query]
          return engine.noise(query)
        },
      }
      const start = orThrow(startOf(plan, observed))
      mustBeDeclared('the start', made, plan.start.draws)
      made = []
      for await (const { at, carry } of drive({ ...plan, start: { draws: [], carry: () => start } }, observed)) {
        const declared = step.calls(at)
        const reused = carry.past.slice(0, declared).filter((evaluation) => evaluation.reused === true).length
        if (calls + reused !== declared)
          refute(
            `interval ${at.index} called the denoiser ${calls} times, reused ${reused} answers, and declares ${declared}`,
          )
        mustBeDeclared(
          `interval ${at.index}`,
          made,
          step.draws(at).map((lane) => ({ lane, at })),
        )
        calls = 0
        made = []
      }
    },
  )
