import { callsOf, constant, type NoiseSource, run, type Shape } from '@sigmastream/core'
import { either as E, type task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Job } from './job.js'
import { taskPlan } from './plan.js'

const least: Shape = [1, 1, 1]

const silence: NoiseSource = ({ shape }) => constant(shape, 0)

/**
 * How many branches of the model the run of a job asks for, all its calls together: it is run on one value, with a model
 * that answers at once, and without reuse, which asks for fewer. `null` where that is not known: a model without
 * guidance, a solver that chooses its calls by the answers.
 */
export const branchCount =
  ({ piece, parts }: Job): T.Task<number | null> =>
  async () => {
    const { branchProbe } = piece
    const task = parts.task._tag === 'Inpaint' ? ({ _tag: 'Generate' } as const) : parts.task // a mask asks nothing
    const probed = taskPlan({ ...parts, task, reuse: null }, constant(least, 0))
    if (branchProbe === undefined || E.isLeft(callsOf(probed))) return null
    const counts: number[] = []
    const denoiser = branchProbe((branches) => counts.push(branches))
    return pipe(
      await run(probed, { denoiser, noise: silence })(),
      E.match(
        () => null,
        () => counts.reduce((sum, branches) => sum + branches, 0),
      ),
    )
  }
