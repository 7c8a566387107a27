import { addNoise, andThen, type PlanLike, type PlanResult } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { remainderLane } from './inversion-state.js'
import { listedPlan } from './listed-plan.js'

/**
 * The plan that runs on a tape of {@link noiseTape}: what the last step left of the recording is added behind it.
 *
 * ```text
 * x' = step(x) + remainder on the last interval, else step(x)
 * ```
 *
 * With the model that the noise was taken with it gives the recording back; told something else, it is the recording
 * edited. From a frame of it, `resume` makes other edits. The remainder from the lane `remainder`. Latents
 * `[batch, channels, frames]`. Refused: a solver that finds its steps as it goes.
 * Law: the same model, guidance and list give every state of {@link invert} back, bit for bit.
 * Source: Manor and Michaeli 2024 (ZETA), section 3.2.
 *
 * @example
 * ```ts
 * import { orThrow, plan } from '@sigmastream/core'
 * import { eulerAncestral, replay } from '@sigmastream/samplers'
 *
 * const { step } = orThrow(replay(plan({ step: eulerAncestral(), schedule: [9, 3, 0], shape: [1, 1, 2] })))
 * const drawsAt = (index: number, to: number) => step.draws({ index, of: 2, from: 9, to }).join()
 * console.log(drawsAt(0, 3), drawsAt(1, 0)) // ancestral remainder
 * ```
 */
export const replay = (given: PlanLike): PlanResult =>
  pipe(
    listedPlan(given),
    E.map(({ plan, intervals }) => {
      const last = intervals.at(-1)
      const addRemainder = addNoise(remainderLane, (at) => (at.index === last?.index ? { scale: 1, at } : null))
      return { ...plan, step: andThen(plan.step, addRemainder) }
    }),
  )
