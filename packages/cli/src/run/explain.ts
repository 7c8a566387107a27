import { explainJob, explanationLines, recordOf } from '@sigmastream/pipeline'
import { task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Io, type Outcome, success } from '../io.js'
import { optionName } from '../options/option-name.js'
import type { Settings } from '../options/settings.js'
import { needsOf } from './memory.js'
import type { PreparedRequest } from './request.js'

/**
 * The chain, calls, memory, noise and schedule of a recipe that is ready, and how long it will take; nothing of it is
 * rendered.
 */
export const explain = ({ job, open }: PreparedRequest, settings: Settings, io: Io): T.Task<Outcome> =>
  pipe(
    explainJob(job, open, needsOf(job, settings), io),
    T.map((explanation) => {
      const { memory, needs, calls, duration, lanes, sigmas, adaptive } = explanation
      return success(explanationLines(explanation, optionName), {
        ...recordOf(job, null),
        memory,
        peakBytes: needs === null ? null : Math.ceil(needs.peak),
        calls,
        duration,
        lanes,
        sigmas,
        adaptive,
      })
    }),
  )
