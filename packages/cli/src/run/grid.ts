import { describeAudioError, readAudio } from '@sigmastream/audio'
import { stepsTaken, stepsText } from '@sigmastream/pipeline'
import { describePlotError, type PreviewPanel, plotPreviews, previewMap } from '@sigmastream/plot'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure } from '../errors.js'
import { writeFiles } from '../files.js'
import type { Outcome } from '../io.js'
import type { Run } from './run.js'

/** What tells a result from the others: how far its noise went to another seed, or its own seed. */
const nameOf = ({ job: { recipe } }: Run): string => {
  const { seed, item = 0, toward, by } = recipe
  return toward === undefined ? `seed ${seed + item}` : `${by} of the way to seed ${toward}`
}

/** A result that was written, as a panel: read back, so that no more than one is in memory. */
const panelOf = (run: Run): TE.TaskEither<CliError, PreviewPanel & { readonly sampleRate: number }> =>
  pipe(
    readAudio(run.target.path),
    TE.flatMapEither((audio) =>
      pipe(
        previewMap(audio),
        E.map((map) => ({ name: nameOf(run), map, sampleRate: audio.sampleRate })),
      ),
    ),
    TE.mapLeft((error) => failure(`--grid: ${describeAudioError(error)}`)),
  )

/** The outcome with a picture of all results side by side, beside them. A failure: the renderer's. */
export const withGrid =
  (path: string, written: readonly Run[], force: boolean) =>
  (outcome: Outcome): TE.TaskEither<CliError, Outcome> => {
    const [first, ...rest] = written
    if (first === undefined) return TE.right(outcome)
    const { recipe } = first.job
    const all: RNEA.ReadonlyNonEmptyArray<Run> = [first, ...rest]
    return pipe(
      all,
      TE.traverseReadonlyNonEmptyArrayWithIndexSeq((_, run: Run) => panelOf(run)),
      TE.flatMap((panels) =>
        pipe(
          plotPreviews({
            title: recipe.input ?? recipe.prompt ?? recipe.command,
            subtitle: `${recipe.command}, ${recipe.sampler}, ${stepsText(stepsTaken(first.job))}: ${panels.length} results`,
            sampleRate: panels[0].sampleRate,
            panels,
          }),
          TE.mapLeft((error) => failure(describePlotError(error))),
        ),
      ),
      TE.flatMap((bytes) => writeFiles([{ path, bytes }], force)),
      TE.map(() => ({
        ...outcome,
        lines: [...outcome.lines, `wrote ${path}: all of them side by side`],
        json: { ...outcome.json, grid: path },
      })),
    )
  }
