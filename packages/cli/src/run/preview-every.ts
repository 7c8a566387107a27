import { intervalsOf } from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import type { Settings } from '../options/run-options.js'
import type { Run } from './run.js'

/** So many previews are made of a run, at the most, unless it is said how many steps are between them. */
const usualCount = 10

/** Every how many steps of a run a preview is made. */
export const previewEvery = ({ job }: Pick<Run, 'job'>, asked: number | undefined): number =>
  asked ?? Math.max(1, Math.ceil((intervalsOf(job.plan)?.length ?? job.sigmas.length) / usualCount))

/** A usage error where it is said how often something is heard, and not that it is. */
export const checkPreviewEvery = ({ preview, previewEvery: asked }: Settings): E.Either<CliError, void> =>
  asked === undefined || preview !== undefined
    ? E.right(undefined)
    : E.left(usage('--preview-every is for --preview: give that and a folder as well, or leave it out'))
