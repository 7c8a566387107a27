import { intervalsOf } from '@sigmastream/pipeline'
import type { Run } from './run.js'

/** So many previews are made of a run, at the most, unless it is said how many steps are between them. */
const usualCount = 10

/** Every how many steps of a run a preview is made. */
export const previewEvery = ({ job }: Pick<Run, 'job'>, asked: number | undefined): number =>
  asked ?? Math.max(1, Math.ceil((intervalsOf(job.plan)?.length ?? job.sigmas.length) / usualCount))
