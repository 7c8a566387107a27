import { intervalsOf } from './intervals.js'
import type { Job } from './job.js'
import type { RunSummary } from './run-summary.js'

/**
 * How many steps a run took, whatever was asked for: a variation may begin on the way, and a solver choose its own. Before
 * it was made, as many as it is going to take; of a solver that chooses them on the way, those that were asked for.
 */
export const stepsTaken = (
  { plan, sigmas }: Pick<Job, 'plan' | 'sigmas'>,
  summary: Pick<RunSummary, 'sigmas'> | null = null,
): number => {
  if (summary !== null) return Math.max(0, summary.sigmas.length - 1)
  return intervalsOf(plan)?.length ?? Math.max(0, sigmas.length - 1)
}

/** So many steps, for people. */
export const stepsText = (count: number): string =>
  count === 0 ? 'no step' : count === 1 ? '1 step' : `${count} steps`
