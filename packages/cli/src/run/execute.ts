import type { Job, Jobs, OpenModels } from '@sigmastream/pipeline'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { type CliError, keeping } from '../errors.js'
import { writeFiles } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note } from '../io.js'
import type { Settings } from '../options/run-options.js'
import type { Outcome } from '../outcome.js'
import { type FramesFolder, openFramesFolder } from './frames-folder.js'
import { make } from './make.js'
import type { Place } from './place.js'
import { outcomeOf } from './report.js'
import type { Target } from './target.js'

/**
 * A job and where its result goes. Those that are executed together share one model and what is written beside the
 * results.
 */
export interface Run {
  readonly job: Job
  readonly place: Place
  readonly target: Target
  /** Where its picture goes. */
  readonly plot: string | null
  /** Whether its seed was asked for. */
  readonly sown: boolean
}

type Runs = RNEA.ReadonlyNonEmptyArray<Run>

const noFrames: FramesFolder = { save: null, publish: TE.right(undefined), discard: () => Promise.resolve() }

/** What of `runs` is finished when `done` of them are, for people. */
const keptOf = (runs: Runs, done: number): string => {
  const paths = runs.slice(0, done).map(({ target }) => target.path)
  const names = done > 3 ? `${paths[0]}, ... ${paths.at(-1)}` : paths.join(', ')
  return `${done} of ${runs.length} ${done === 1 ? 'is' : 'are'} finished and kept: ${names}`
}

/** Every result on the open models, each written whole or not at all before the next is begun. */
const allOf = async (
  runs: Runs,
  models: OpenModels,
  folder: FramesFolder,
  settings: Settings,
  io: Io,
): Promise<E.Either<CliError, readonly Outcome[]>> => {
  const outcomes: Outcome[] = []
  for (const run of runs) {
    const made = await make(run, models.of(run.job.place), folder, io)()
    const written = E.isLeft(made) ? made : await writeFiles(made.right.files)()
    if (E.isLeft(made))
      return E.left(outcomes.length === 0 ? made.left : keeping(keptOf(runs, outcomes.length))(made.left))
    if (E.isLeft(written))
      return E.left(outcomes.length === 0 ? written.left : keeping(keptOf(runs, outcomes.length))(written.left))
    outcomes.push(outcomeOf(run, made.right, settings))
  }
  return E.right(outcomes)
}

/** One outcome of several: its object has them as items. */
const together = (outcomes: readonly Outcome[]): Outcome => ({
  exit: 0,
  lines: outcomes.flatMap(({ lines }) => lines),
  json: outcomes.length === 1 ? { ...outcomes[0]?.json } : { items: outcomes.map(({ json }) => json) },
})

/**
 * Runs what was prepared, one after the other, on the model that `open` loads. Progress and the seed go to standard
 * error. Frames appear when all results are there. Errors: a failure with its step, `Interrupted`; then nothing but
 * what was finished before is written, and the error says what that is.
 */
export const execute =
  (runs: Runs, open: Jobs['open'], settings: Settings, io: Io): TE.TaskEither<CliError, Outcome> =>
  async () => {
    const unsown = runs.find(({ sown }) => !sown)?.job.recipe.seed
    if (unsown !== undefined) note(io, `seed ${unsown}, chosen at random: --seed ${unsown} makes the same again`)
    const folder = settings.saveFrames === undefined ? E.right(noFrames) : await openFramesFolder(settings.saveFrames)()
    if (E.isLeft(folder)) return folder
    try {
      const models = await open(io.signal)()
      if (E.isLeft(models)) return E.left(fromRenderError(io.signal)(models.left))
      const outcomes = await allOf(runs, models.right, folder.right, settings, io).finally(models.right.close)
      if (E.isLeft(outcomes)) return outcomes
      const published = await folder.right.publish()
      if (E.isLeft(published)) return E.left(keeping(keptOf(runs, runs.length))(published.left))
      return E.right(together(outcomes.right))
    } finally {
      await folder.right.discard()
    }
  }
