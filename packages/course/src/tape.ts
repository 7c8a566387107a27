import type { Latent, NoiseSource, PlanLike, Refused } from '@sigmastream/core'
import { constant, type Draw, drawsOf, messageOf, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseRun } from './graded-runs.js'
import { planOf, type RunStart } from './plan-of.js'
import { type CourseSettings, courseNoises } from './settings.js'

/**
 * The draw that comes after a run's own: that of the reference which is encoded next, before the next set-up seeds
 * again.
 */
const nextEncoding = ({ steps }: CourseSettings): Draw => ({
  lane: 'encode',
  at: { index: steps, of: steps, from: 0, to: 0 },
})

/**
 * The noise of one run, in the notebook's order on one generator: the set-up seeds it and draws the starting noise, the
 * run draws, and then a reference is encoded for the next run. Refused: a bad seed.
 */
export const tapeOf = (planned: PlanLike, settings: CourseSettings): NoiseSource =>
  courseNoises[settings.noise](
    settings.seed,
    pipe(
      drawsOf(planned),
      E.map((draws) => [...draws, nextEncoding(settings)]),
    ),
  )

/**
 * The noise `[1, channels, frames]` with which a reference is encoded after the run `before` of the notebook. What a
 * run draws depends on no value of its reference, so it need not have been made. Refused: as `planOf` and `tapeOf`.
 */
export const encodingNoise = (
  before: CourseRun,
  start: RunStart,
  settings: CourseSettings,
): E.Either<Refused, Latent> => {
  const noise = tapeOf(planOf(before, { ...start, reference: constant(start.x.shape, 0) }, settings), settings)
  if (noise.refusal !== undefined) return E.left(noise.refusal)
  return pipe(
    E.tryCatch(() => noise({ ...nextEncoding(settings), shape: start.x.shape }), messageOf),
    E.orElseW((message) => refuse('the noise of an encoding', message, 'a seed and a generator that reach so far')),
  )
}
