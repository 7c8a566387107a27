import { constant, drawsOf, run } from '@sigmastream/core'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import type { Job } from './job.js'
import { taskPlan } from './plan.js'
import { field, showNumber, words } from './words.js'

/**
 * The sigmas at which the denoiser is called, in order: a run of one value, with a denoiser that only writes them down,
 * since some steps look between the levels of the schedule. `null` for a solver that chooses its steps while it runs, and
 * where the run fails.
 */
const calledSigmas =
  ({ plan, parts }: Job): T.Task<readonly number[] | null> =>
  async () => {
    if (E.isLeft(drawsOf(plan))) return null
    const zero = constant([1, 1, 1], 0)
    const sigmas: number[] = []
    const { sampler, sigmas: schedule, startScale } = parts
    const task = parts.task._tag === 'Inpaint' ? ({ _tag: 'Generate' } as const) : parts.task // a mask is of the shape, and calls nothing
    const ran = await run(taskPlan({ sampler, reuse: null, sigmas: schedule, task, startScale }, zero), {
      denoiser: async (_, sigma) => {
        sigmas.push(sigma)
        return zero
      },
      noise: () => zero,
    })()
    return E.isLeft(ran) ? null : sigmas
  }

/**
 * How many calls of a job are left out, since guidance lets them stand still above a sigma; of a solver that chooses its
 * steps it is known only where none is.
 */
export const stillCalls = (job: Job): T.Task<number> => {
  const { stillAbove = null } = job.recipe
  if (stillAbove === null) return async () => 0
  return async () => ((await calledSigmas(job)()) ?? []).filter((sigma) => sigma > stillAbove).length
}

/** Refused: a job that stands still at every call, for its model would be asked nothing. */
export const checkModelCalls = (job: Job): TE.TaskEither<RenderError, void> => {
  const { stillAbove = null } = job.recipe
  if (stillAbove === null) return TE.right(undefined)
  return pipe(
    TE.fromTask(calledSigmas(job)),
    TE.flatMapEither((called) => {
      const sigmas = called ?? job.sigmas.filter((sigma) => sigma > 0)
      const lowest = Math.min(...sigmas)
      return lowest <= stillAbove
        ? E.right(undefined)
        : refuseRecipe(
            'stillAbove',
            words`${field('stillAbove')} ${showNumber(stillAbove)} leaves no call of the model: the lowest is at sigma ${showNumber(lowest)}`,
            words`give ${field('stillAbove')} a sigma between that and ${showNumber(Math.max(...sigmas))}`,
          )
    }),
  )
}
