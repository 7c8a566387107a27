import {
  checkMemory,
  closeMaterial,
  isTensorName,
  type Job,
  type Jobs,
  type Material,
  type MemoryNeeds,
  type Model,
  prepare,
  storable,
} from '@sigmastream/pipeline'
import { either as E, readonlyNonEmptyArray as RNEA, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, withPlace } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Settings } from '../options/run-options.js'
import { execute } from './execute.js'
import { notesOf } from './notes.js'
import { recordingRemarks } from './remarks.js'
import type { Run } from './run.js'
import { checkSpace } from './space.js'
import { checkTargets, type Line, numberedNames, type Output, type Target, targetOf, targetsOf } from './target.js'

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
}

/** Jobs, and what ends the reading of their recording. */
interface OpenJobs extends Jobs {
  readonly close: T.Task<void>
}

const prepareJobs = ({ lines, source }: Request, io: Io): TE.TaskEither<CliError, OpenJobs> =>
  pipe(
    source,
    TE.flatMap(({ model, clip }) => {
      const orders = RNEA.map(({ recipe, count = 1 }: Line) => ({ recipe, clip, count }))(lines)
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

/**
 * Whether the largest of the runs fits into the memory that is free; they follow each other. A usage error where not.
 */
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
 * Renders what was asked for and writes it. Everything that can be checked before is, whether there is memory and room
 * on the disk as well.
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
    return performJobs(request, targets.right, jobs.right, io)().finally(jobs.right.close)
  }

/** Runs what was prepared, if it can be stored as it is asked for and fits. */
const performJobs =
  (
    { lines, settings, allowed }: Request,
    targets: readonly Target[],
    jobs: Jobs,
    io: Io,
  ): TE.TaskEither<CliError, Outcome> =>
  async () => {
    const plots = settings.plot === undefined ? [] : numberedNames(settings.plot, targets.length)
    const runs = pipe(
      jobs.each,
      E.traverseReadonlyNonEmptyArrayWithIndex((item, job: Job) =>
        pipe(
          // as many jobs as targets: one for each item of each line
          targetOf(targets[item]!.path, job.recipe.encoding ?? undefined, allowed, storable(job)),
          E.map(
            (target): Run => ({
              job,
              place: { batch: targets.length, item },
              target,
              plot: plots[item] ?? null,
              sown: lines[job.place]?.recipe.seed !== undefined,
            }),
          ),
        ),
      ),
      E.tap((all) => checkLargest(all, settings, io)),
    )
    if (E.isLeft(runs)) return runs
    const room = await checkSpace(runs.right, settings, io)()
    if (E.isLeft(room)) return room
    const notes = [...runs.right.flatMap(recordingRemarks), ...notesOf(jobs.each, lines)]
    for (const text of new Set(notes)) note(io, `note: ${text}`)
    return execute(runs.right, jobs.open, settings, io)()
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
    TE.tapTask(({ close }) => close),
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
