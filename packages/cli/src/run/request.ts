import {
  closeMaterial,
  type Job,
  type Jobs,
  type Material,
  type Model,
  prepare,
  type SearchRequest,
} from '@sigmastream/pipeline'
import { readonlyNonEmptyArray as RNEA, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, withPlace } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import type { Io } from '../io.js'
import type { Settings } from '../options/settings.js'
import type { TakesOf } from './new-takes.js'
import { type Line, type Output, targetsOf } from './target.js'

/** The model that serves a command, and the clip that it works on. */
export interface Source {
  readonly model: Model
  readonly clip: Material | null
}

/** What a command asks for: recipes on one model, and what is written. */
export interface Request {
  readonly lines: RNEA.ReadonlyNonEmptyArray<Line>
  /** Read after it is known that the results can be written. */
  readonly source: TE.TaskEither<CliError, Source>
  readonly settings: Settings
  readonly allowed: Output
  /** How the best of several takes of each is searched for; one take of each unless it is given. */
  readonly search?: SearchRequest
  /** The takes that the runs are kept as; left out where they are not. */
  readonly takes?: TakesOf
}

/** Jobs, and what ends the reading of their recording. */
interface OpenJobs extends Jobs {
  readonly close: T.Task<void>
}

/** Opens what a request works on, and prepares its jobs. */
export const prepareJobs = ({ lines, source }: Request, io: Io): TE.TaskEither<CliError, OpenJobs> =>
  pipe(
    source,
    TE.flatMap(({ model, clip }) => {
      const orders = RNEA.map(({ recipe, count = 1, by = [], done = 0 }: Line) => ({ recipe, clip, count, by, done }))(
        lines,
      )
      const availableMemory = io.availableMemory()
      return pipe(
        prepare(model, orders, { seed: io.randomSeed(), signal: io.signal, availableMemory }),
        TE.tapError(() => TE.fromTask(closeMaterial(clip))),
        TE.bimap(
          (error) => {
            const line = error._tag === 'BadRecipe' ? lines[error.line ?? 0] : undefined
            return withPlace(line?.where ?? null)(fromRenderError(error, io.signal))
          },
          (jobs) => ({ ...jobs, close: closeMaterial(clip) }),
        ),
      )
    }),
  )

/** A job, and what opens its model. */
export interface PreparedRequest {
  readonly job: Job
  readonly open: Jobs['open']
}

/** The same checked and prepared, and not run: the first item of the first line. */
export const firstJob = (request: Request, io: Io): TE.TaskEither<CliError, PreparedRequest> =>
  pipe(
    request.settings.output === undefined
      ? TE.right([])
      : targetsOf(request.lines, request.settings.output, request.allowed),
    TE.flatMap(() => prepareJobs(request, io)),
    TE.tapTask(({ close }) => close),
    TE.map(({ each: [job], open }) => ({ job, open })),
  )
