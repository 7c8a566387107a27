import { type Job, jobNotes } from '@sigmastream/pipeline'
import { withPlaceText } from '../errors.js'
import { optionName } from '../options/option-name.js'
import type { Line } from './target.js'

/** What is to be known before the runs begin, each once, a line each. */
export const notesOf = (jobs: readonly Job[], lines: readonly Line[]): readonly string[] => [
  ...new Set(
    jobs.flatMap((job) =>
      jobNotes(job, optionName).map((text) => withPlaceText(lines[job.place]?.where ?? null, text)),
    ),
  ),
]
