import {
  type Clip,
  checkMemory,
  isTensorName,
  type Job,
  type Jobs,
  type MemoryNeeds,
  type Model,
  prepare,
} from '@sigmastream/pipeline'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, withPlace } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Settings } from '../options/run-options.js'
import { execute } from './make.js'
import { notesOf } from './notes.js'
import type { Run } from './run.js'
import { checkSpace } from './space.js'
import { checkHolds, checkTargets, type Line, numberedNames, type Output, targetsOf } from './target.js'

/** The model that serves a command, and the clip that it works on. */
export interface Source {
  readonly model: Model
  readonly clip: Clip | null
}

/** What a command asks for: recipes on one model, and what is written. */
export interface Request {
  readonly lines: RNEA.ReadonlyNonEmptyArray<Line>
  /** Read after it is known that the results can be written. */
  readonly source: TE.TaskEither<CliError, Source>
  readonly settings: Settings
  readonly allowed: Output
}

const prepareJobs = ({ lines, source }: Request, io: Io): TE.TaskEither<CliError, Jobs> =>
  pipe(
    source,
    TE.flatMap(({ model, clip }) => {
      const orders = RNEA.map(({ recipe, count = 1 }: Line) => ({ recipe, clip, count }))(lines)
      return pipe(
        prepare(model, orders, { seed: io.randomSeed(), signal: io.signal }),
        TE.mapLeft((error) => {
          const line = error._tag === 'BadRecipe' ? lines[error.line ?? 0] : undefined
          return withPlace(line?.where ?? null)(fromRenderError(error, io.signal))
        }),
      )
    }),
  )

/** Whether the largest of the runs fits into the memory that is free; they follow each other. A usage error where not. */
const checkLargest = (
  runs: readonly Run[],
  settings: Settings,
  { availableMemory, signal }: Io,
): E.Either<CliError, void> => {
  const all = runs.flatMap(({ job, target: { path } }) => needsOf(job, { ...settings, output: path }) ?? [])
  const [largest] = all.toSorted((a, b) => b.peak - a.peak)
  return largest === undefined
    ? E.right(undefined)
    : pipe(
        checkMemory(largest, availableMemory()),
        E.mapLeft((error) => fromRenderError(error, signal)),
      )
}

/**
 * Renders what was asked for and writes it. Everything that can be checked before is, whether there is memory and room on
 * the disk as well.
 */
export const perform =
  (request: Request, io: Io): TE.TaskEither<CliError, Outcome> =>
  async () => {
    const { lines, settings, allowed } = request
    const targets = await targetsOf(lines, settings.output, allowed)()
    if (E.isLeft(targets)) return targets
    const writable = await checkTargets(targets.right, settings)()
    if (E.isLeft(writable)) return writable
    const jobs = await prepareJobs(request, io)()
    if (E.isLeft(jobs)) return jobs
    const plots = settings.plot === undefined ? [] : numberedNames(settings.plot, targets.right.length)
    const runs = RNEA.mapWithIndex(
      (item, job: Job): Run => ({
        job,
        place: { batch: targets.right.length, item },
        target: targets.right[item]!, // as many jobs as targets: one for each item of each line
        plot: plots[item] ?? null,
        sown: lines[job.place]?.recipe.seed !== undefined,
      }),
    )(jobs.right.each)
    const fits = pipe(
      runs,
      E.traverseArray(({ target, job }) => checkHolds(target, job.piece.sound)),
      E.flatMap(() => checkLargest(runs, settings, io)),
    )
    if (E.isLeft(fits)) return fits
    const room = await checkSpace(runs, settings, io)()
    if (E.isLeft(room)) return room
    for (const text of notesOf(jobs.right.each, lines)) note(io, `note: ${text}`)
    return execute(runs, jobs.right.open, settings, io)()
  }

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
    TE.map(({ each: [job], open }) => ({ job, open })),
  )

/** The memory that a job takes; latents that are asked for as they are, without frames to keep, are not decoded. */
export const needsOf = (
  { piece: { needs }, clip }: Job,
  { output, saveFrames }: Pick<Settings, 'output' | 'saveFrames'>,
): MemoryNeeds | null => {
  const heard = saveFrames !== undefined || clip?._tag === 'Sound' || output === undefined || !isTensorName(output)
  return needs === null ? null : needs(heard)
}
