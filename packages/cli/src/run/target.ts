import { extname } from 'node:path'
import type { SampleEncoding } from '@sigmastream/audio'
import { describeRenderError, extensionOf, outputFormat, type Recipe, type Storable } from '@sigmastream/pipeline'
import { either as E, readonlyArray as RA, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage, withPlace } from '../errors.js'
import { checkDistinct, checkNoFolder, checkTarget } from '../files.js'
import { checkNames } from '../name-length.js'
import { optionName } from '../options/option-name.js'
import type { Settings } from '../options/settings.js'
import { checkFolder } from './frames-folder.js'

/**
 * What is to be written: sound, or a tensor; `record` is the file beside it that the record of the run is written to as
 * well.
 */
export type Target =
  | {
      readonly _tag: 'Sound'
      readonly path: string
      readonly encoding: SampleEncoding
      /** What of a recording the encoding does not hold. */
      readonly remarks: readonly string[]
      readonly record: string | null
    }
  | { readonly _tag: 'Tensor'; readonly path: string; readonly record: string }

/** What a result can be written as: `audible` as sound too, `recorded` with its record beside it whatever it is. */
export interface Output {
  readonly audible: boolean
  readonly recorded: boolean
}

/** What the name of an output asks for, and what is known of the sound. A usage error: as `outputFormat` refuses. */
export const targetOf = (
  path: string,
  encoding: SampleEncoding | undefined,
  { audible, recorded }: Output,
  of?: Storable,
): E.Either<CliError, Target> =>
  pipe(
    outputFormat(path, encoding, audible, of),
    E.bimap(
      (error) => usage(describeRenderError(error, optionName)),
      (format): Target =>
        format._tag === 'Tensor'
          ? { ...format, path, record: `${path}.json` }
          : { ...format, path, record: recorded ? `${path}.json` : null },
    ),
  )

/** `out.wav` for a single result, `out-1.wav`, `out-2.wav` and so on for a batch of several. */
export const numberedNames = (path: string, batch: number): readonly string[] => {
  if (batch === 1) return [path]
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  return Array.from({ length: batch }, (_, i) => `${stem}-${i + 1}${extension}`)
}

/** Whether everything that a run is to write may be written, before it starts. */
export const checkTargets = (
  targets: readonly Target[],
  { plot, grid, saveFrames, preview, force }: Pick<Settings, 'plot' | 'grid' | 'saveFrames' | 'preview' | 'force'>,
): TE.TaskEither<CliError, void> => {
  const written = targets.flatMap(({ path, record }) => (record === null ? [path] : [path, record]))
  const drawn = plot === undefined ? [] : numberedNames(plot, targets.length)
  const files = [
    ...written.map((path) => ['--output', path] as const),
    ...drawn.map((path) => ['--plot', path] as const),
    ...(grid === undefined ? [] : [['--grid', grid] as const]),
  ]
  const pictures = Object.entries({ '--plot': plot, '--grid': grid })
  const stray = pictures.find(([, path]) => path !== undefined && extensionOf(path) !== '.png')
  const silent = grid === undefined ? undefined : targets.find(({ _tag }) => _tag === 'Tensor')
  return pipe(
    TE.fromEither<CliError, void>(
      stray !== undefined
        ? E.left(usage(`${stray[0]} is "${stray[1]}": give a name that ends in .png`))
        : silent !== undefined
          ? E.left(usage(`--grid draws sound, and ${silent.path} is latents: give -o and a .wav or .flac`))
          : E.right(undefined),
    ),
    TE.flatMap(() =>
      checkDistinct([
        ...files,
        ...(saveFrames === undefined ? [] : [['--save-frames', saveFrames] as const]),
        ...(preview === undefined ? [] : [['--preview', preview] as const]),
      ]),
    ),
    TE.flatMap(() =>
      TE.traverseSeqArray(({ path, record }: Target) => checkNames('--output', path, record === null ? [] : [record]))(
        targets,
      ),
    ),
    TE.flatMap(() =>
      TE.traverseSeqArray(([option, path]: readonly [string, string]) => checkTarget(option, path, force))(files),
    ),
    TE.flatMap(() => (saveFrames === undefined ? TE.right('') : checkFolder('--save-frames', saveFrames, force))),
    TE.flatMap(() => (preview === undefined ? TE.right('') : checkFolder('--preview', preview, force))),
    TE.map(() => undefined),
  )
}

/** A recipe, and where its results go. */
export interface Line {
  readonly recipe: Recipe
  /** How many results, with the seeds from the recipe's on: one unless it is said. */
  readonly count?: number
  /** How many steps are done, where the run goes on from a frame. */
  readonly done?: number
  /** One of each for every such part of the way to the noise of another seed. */
  readonly by?: readonly number[]
  /** The name of these results alone, where it is not one that is numbered through those of all lines. */
  readonly own?: string
  /** The line of a file that asks for them, for messages; `null` for the command line itself. */
  readonly where: string | null
}

const countOf = ({ recipe: { batch = 1, item }, count = 1, by = [] }: Line): number =>
  (item === undefined ? batch : 1) * count * Math.max(1, by.length)

/** The names of the results of every line, those of lines without a name numbered through all. */
const namesOf = (lines: readonly Line[], output: string): readonly (readonly string[])[] => {
  const counts = lines.map(countOf)
  const starts = RA.scanLeft(0, (sum: number, count: number) => sum + count)(counts)
  const numbered = numberedNames(output, starts.at(-1) ?? 0)
  return lines.map((line, i) =>
    line.own === undefined ? numbered.slice(starts[i], starts[i + 1]) : numberedNames(line.own, countOf(line)),
  )
}

/** Where the results go, those of each line one after the other. A usage error: a name that cannot be written to. */
export const targetsOf = (
  lines: RNEA.ReadonlyNonEmptyArray<Line>,
  output: string | undefined,
  allowed: Output,
): TE.TaskEither<CliError, readonly Target[]> => {
  if (output === undefined) return TE.left(usage('no output: give -o and the name of a file'))
  const names = namesOf(lines, output)
  const targets = pipe(
    lines,
    E.traverseReadonlyNonEmptyArrayWithIndex((i, { recipe: { encoding }, where }: Line) =>
      pipe(
        names[i] ?? [],
        E.traverseArray((path) => targetOf(path, encoding ?? undefined, allowed)),
        E.mapLeft((error) => withPlace(where)(error)),
      ),
    ),
    E.map((all) => all.flat()),
  )
  return pipe(
    checkNoFolder('--output', output),
    TE.flatMapEither(() => targets),
  )
}
