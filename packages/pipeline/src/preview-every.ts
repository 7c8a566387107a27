import { intervalsOf } from './intervals.js'
import type { Job } from './job.js'

/** So many previews are made of a run, at the most, unless it is said how many steps are between them. */
const usualCount = 10

/** Every how many steps of a run a preview is made. */
export const previewEvery = ({ plan, sigmas }: Pick<Job, 'plan' | 'sigmas'>, asked?: number): number =>
  asked ?? Math.max(1, Math.ceil((intervalsOf(plan)?.length ?? sigmas.length) / usualCount))
