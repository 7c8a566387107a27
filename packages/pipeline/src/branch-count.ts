import type { task as T } from 'fp-ts'
import type { Job } from './job.js'
import { probeRun } from './probe-run.js'

/**
 * How many branches of the model the run of a job asks for, all its calls together, and without reuse, which asks for
 * fewer. `null` where that is not known: a model without guidance, a solver that chooses its calls by the answers.
 */
export const branchCount =
  (job: Job): T.Task<number | null> =>
  async () => {
    const { branchProbe } = job.piece
    if (branchProbe === undefined) return null
    const counts: number[] = []
    const ended = await probeRun(
      job,
      branchProbe((branches) => counts.push(branches)),
    )()
    return ended ? counts.reduce((sum, branches) => sum + branches, 0) : null
  }
