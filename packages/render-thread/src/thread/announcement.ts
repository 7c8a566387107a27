import { basename } from 'node:path'
import type { SampleEncoding } from '@sigmastream/audio'
import {
  clipRemarks,
  intervalsOf,
  type Job,
  jobNotes,
  outputFormat,
  plannedCalls,
  type RenderError,
  storable,
} from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { filesOf } from '../files/render-files.js'
import type { PreparedEvent } from '../wire/progress.js'
import { chainSteps } from './chain-steps.js'

/** What is told of a job before its first step, and how its sound will be stored. */
export interface Announcement {
  readonly prepared: t.TypeOf<typeof PreparedEvent>
  readonly encoding: SampleEncoding | null
}

/** What is told of a job, its files by name. Refused: sound that is asked for as no file holds it. */
export const announcementOf = (job: Job): E.Either<RenderError, Announcement> =>
  pipe(
    outputFormat(basename(filesOf('').result('wav')), job.recipe.encoding ?? undefined, true, storable(job)),
    E.map((format) => {
      const remarks = [...clipRemarks(job), ...(format._tag === 'Sound' ? format.remarks : [])]
      return {
        prepared: {
          steps: intervalsOf(job.plan)?.length ?? null,
          sigmas: job.sigmas,
          calls: plannedCalls(job),
          chain: chainSteps(job.plan.step.name),
          notes: [...new Set([...remarks, ...job.piece.remarks, ...jobNotes(job)])],
        },
        encoding: format._tag === 'Sound' ? format.encoding : null,
      }
    }),
  )
