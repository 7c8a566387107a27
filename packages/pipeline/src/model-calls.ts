import { atLeast, callsOf, constant } from '@sigmastream/core'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import type { Job } from './job.js'
import { probeRun } from './probe-run.js'
import { field, showNumber, words } from './words.js'

/**
 * The sigmas at which the denoiser is called, in order: those of a run on one value, since some steps look between the
 * levels of the schedule. `null` for a solver that chooses its steps while it runs.
 */
const calledSigmas =
  (job: Job): T.Task<readonly number[] | null> =>
  async () => {
    const sigmas: number[] = []
    const ended = await probeRun(job, async ({ shape }, sigma) => {
      sigmas.push(sigma)
      const zero = constant(shape, 0)
      return { ...zero, unconditional: zero }
    })()
    return ended ? sigmas : null
  }

/** How often the model is asked for one answer of the denoiser: an edit asks it under what is heard, too. */
const sidesIn = ({ parts: { task } }: Job): number => (task._tag === 'Edit' ? 2 : 1)

/** How often a job asks its model, at most; `null` where the solver chooses its calls while it runs. */
export const plannedCalls = (job: Job): number | null =>
  pipe(
    callsOf(job.plan),
    E.match(
      () => null,
      (count) => count * sidesIn(job),
    ),
  )

/**
 * How many calls of a job are left out, since guidance lets them stand still above a sigma; of a solver that chooses its
 * steps it is known only where none is.
 */
export const stillCalls = (job: Job): T.Task<number> => {
  const { stillAbove = null } = job.recipe
  if (stillAbove === null) return async () => 0
  return async () => sidesIn(job) * ((await calledSigmas(job)()) ?? []).filter((sigma) => sigma > stillAbove).length
}

/** Refused: a job that stands still at every call that it has, for its model would be asked nothing. */
export const checkModelCalls = (job: Job): TE.TaskEither<RenderError, void> => {
  const { stillAbove = null } = job.recipe
  if (stillAbove === null) return TE.right(undefined)
  return pipe(
    TE.fromTask(calledSigmas(job)),
    TE.flatMapEither((called) => {
      const sigmas = called ?? job.sigmas.filter((sigma) => sigma > 0)
      const lowest = Math.min(...sigmas)
      return sigmas.length === 0 || lowest <= stillAbove
        ? E.right(undefined)
        : refuseRecipe(
            'stillAbove',
            words`${field('stillAbove')} ${showNumber(stillAbove)} leaves no call of the model: the lowest is at sigma ${showNumber(lowest)}`,
            words`give ${field('stillAbove')} ${atLeast(lowest)} or more`,
          )
    }),
  )
}
