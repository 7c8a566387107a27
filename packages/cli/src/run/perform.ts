import { dirname, relative } from 'node:path'
import { checkSearch, type Job, type Jobs, storable } from '@sigmastream/pipeline'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage, withKept } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note, type Outcome } from '../io.js'
import type { Settings } from '../options/settings.js'
import { execute } from './execute.js'
import { checkLargest } from './memory.js'
import { checkCheckpoint } from './new-takes.js'
import { notesOf } from './notes.js'
import { checkPreviewEvery } from './preview-every.js'
import { recordingRemarks } from './remarks.js'
import { prepareJobs, type Request } from './request.js'
import type { Run } from './run.js'
import { checkSpace } from './space.js'
import { checkTargets, numberedNames, type Target, targetOf, targetsOf } from './target.js'

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
    const heard = checkPreviewEvery(settings)
    if (E.isLeft(heard)) return heard
    const keepable = await checkCheckpoint(settings)()
    if (E.isLeft(keepable)) return keepable
    const jobs = await prepareJobs(request, io)()
    if (E.isLeft(jobs)) return jobs
    return performJobs(request, targets.right, jobs.right, io)().finally(jobs.right.close)
  }

/** What ended a run that is kept, and how to go on with it. */
const orResumed =
  ({ take }: Run) =>
  (error: CliError): CliError =>
    take === null || error._tag === 'Usage'
      ? error
      : withKept(`to go on with it: sigmastream resume ${relative('', dirname(take.take.folder))}`)(error)

/** A usage error where nothing can be heard on the way. */
const checkHeard = (runs: readonly Run[], { preview }: Settings): E.Either<CliError, void> =>
  preview !== undefined && runs.some(({ job }) => job.piece.sound === null)
    ? E.left(usage('--preview: these latents cannot be heard: leave it out, or give --save-frames'))
    : E.right(undefined)

/** A usage error where a search cannot be done. */
const checkSearches = (runs: readonly Run[], { signal }: Io): E.Either<CliError, unknown> =>
  pipe(
    runs.flatMap(({ job, search }) => (search === null ? [] : [checkSearch(job, search)])),
    E.sequenceArray,
    E.mapLeft((error) => fromRenderError(error, signal)),
  )

/** Runs what was prepared, if it can be stored as it is asked for and fits. */
const performJobs =
  (
    { lines, settings, allowed, search, takes }: Request,
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
              search: search ?? null,
              sown: lines[job.place]?.recipe.seed !== undefined,
              take: null,
            }),
          ),
        ),
      ),
      E.tap((all) => checkHeard(all, settings)),
      E.tap((all) => checkSearches(all, io)),
      E.tap((all) => checkLargest(all, settings, io)),
    )
    if (E.isLeft(runs)) return runs
    const room = await checkSpace(runs.right, settings, io)()
    if (E.isLeft(room)) return room
    const notes = [...runs.right.flatMap(recordingRemarks), ...notesOf(jobs.each, lines)]
    for (const text of new Set(notes)) note(io, `note: ${text}`)
    const taken = takes === undefined ? runs : await takes(runs.right)()
    return E.isLeft(taken)
      ? taken
      : pipe(await execute(taken.right, jobs.open, settings, io)(), E.mapLeft(orResumed(taken.right[0])))
  }
