import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describeAudioError, readAudio } from '@sigmastream/audio'
import { type Frame, messageOf } from '@sigmastream/core'
import {
  describeRenderError,
  heardFile,
  intervalsOf,
  type PreviewEvent,
  previewEvery,
  showNumber,
  stepsTaken,
  stepsText,
} from '@sigmastream/pipeline'
import { describePlotError, type PreviewPanel, plotPreviews, previewMap } from '@sigmastream/plot'
import { makeFolder } from '@sigmastream/tensor-files'
import { either as E, type readonlyNonEmptyArray as RNEA, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, describeCliError, failure } from '../errors.js'
import { kindAt, writeFiles } from '../files.js'
import { type Io, note } from '../io.js'
import { optionName } from '../options/option-name.js'
import type { Run } from './run.js'

/** How many steps were to be heard on the way, and how many of them were kept; the others came while one was decoded. */
export interface PreviewCount {
  readonly kept: number
  readonly of: number
}

/** Where what is heard on the way goes: into a folder, at once. What goes wrong with it is told, and ends no run. */
export interface PreviewsFolder {
  readonly every: number
  /** Counts a step that was to be heard. */
  readonly pass: (frame: Frame) => void
  /** What was kept so far. */
  readonly count: () => PreviewCount
  /** Writes a preview whole, as soon as it is there. */
  readonly write: (event: PreviewEvent) => T.Task<void>
  /** Draws those that were written side by side, into one picture. */
  readonly draw: T.Task<void>
}

interface WrittenPreview {
  readonly path: string
  readonly name: string
}

const soundFile = (path: string, { at, audio }: PreviewEvent, force: boolean): TE.TaskEither<CliError, void> =>
  pipe(
    audio,
    E.flatMap((sound) => heardFile(sound, at.index)),
    E.mapLeft((error) => failure(describeRenderError(error, optionName))),
    TE.fromEither,
    TE.flatMap((bytes) => writeFiles([{ path, bytes }], force)),
  )

/** A sound that was written, as a panel: read back, so that no more than one is in memory. */
const panelOf = ({
  path,
  name,
}: WrittenPreview): TE.TaskEither<CliError, PreviewPanel & { readonly sampleRate: number }> =>
  pipe(
    readAudio(path),
    TE.flatMapEither((audio) =>
      pipe(
        previewMap(audio),
        E.map((map) => ({ name, map, sampleRate: audio.sampleRate })),
      ),
    ),
    TE.mapLeft((error) => failure(describeAudioError(error))),
  )

const pictureFile = (
  path: string,
  { job }: Run,
  written: RNEA.ReadonlyNonEmptyArray<WrittenPreview>,
  force: boolean,
): TE.TaskEither<CliError, void> => {
  const { recipe } = job
  return pipe(
    written,
    TE.traverseReadonlyNonEmptyArrayWithIndexSeq((_, one) => panelOf(one)),
    TE.flatMap((panels) =>
      pipe(
        plotPreviews({
          title: recipe.input ?? recipe.prompt ?? recipe.command,
          subtitle: `${recipe.command}, ${recipe.sampler}, ${stepsText(stepsTaken(job))}, seed ${recipe.seed}: the estimate on the way`,
          sampleRate: panels[0].sampleRate,
          panels,
        }),
        TE.mapLeft((error) => failure(describePlotError(error))),
      ),
    ),
    TE.flatMap((bytes) => writeFiles([{ path, bytes }], force)),
  )
}

/**
 * Makes the folder of previews, before the first step; what it gives takes it away again where it was not there before
 * and nothing was heard. Errors: a folder that cannot be made.
 */
export const makePreviewsFolder = (folder: string): TE.TaskEither<CliError, T.Task<void>> =>
  TE.tryCatch(
    async () => {
      const before = await kindAt(folder)
      await makeFolder(folder)
      return () => (before === null ? rmdir(folder).catch(() => undefined) : Promise.resolve())
    },
    (cause): CliError => failure(`--preview: ${messageOf(cause)}; give another folder`, cause),
  )

/** The previews of a run: `step-12.wav` and so on, steps counted from 0, and `steps.png`; of several, numbered from 1. */
export const previewsIn = (
  folder: string,
  run: Run,
  { force, previewEvery: asked }: { readonly force: boolean; readonly previewEvery?: number | undefined },
  io: Io,
): PreviewsFolder => {
  const { job, place } = run
  const count = intervalsOf(job.plan)?.at(-1)?.index ?? job.sigmas.length
  const which = place.batch === 1 ? '' : `-${place.item + 1}`
  const tell = (error: CliError): void => note(io, `note: no preview: ${describeCliError(error)}`)
  const written: WrittenPreview[] = []
  const every = previewEvery(job, asked)
  let of = 0
  return {
    every,
    pass: ({ at, denoised }) => {
      if (denoised !== null && at.index % every === 0) of += 1
    },
    count: () => ({ kept: written.length, of }),
    write: (event) => async () => {
      const step = String(event.at.index)
      const path = join(folder, `step-${step.padStart(String(count).length, '0')}${which}.wav`)
      const made = await soundFile(path, event, force)()
      if (E.isLeft(made)) return tell(made.left)
      written.push({ path, name: `step ${step}, sigma ${showNumber(event.at.to)}` })
    },
    draw: async () => {
      const [first, ...rest] = written
      if (first === undefined) return
      const drawn = await pictureFile(join(folder, `steps${which}.png`), run, [first, ...rest], force)()
      if (E.isLeft(drawn)) tell(drawn.left)
    },
  }
}
