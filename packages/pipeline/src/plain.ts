import type { Audio, SampleEncoding } from '@sigmastream/audio'
import type { Frame, Region } from '@sigmastream/core'
import { describeFileError, replaceFile } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filter, lastValueFrom, map, tap } from 'rxjs'
import { type Clip, isTensorName, readClip, soundClip } from './clip.js'
import { orThrow, type RenderError, renameFields, renderFailed } from './errors.js'
import { exemplar } from './exemplar.js'
import type { Model } from './model.js'
import { outputFormat } from './output.js'
import {
  decodeRecipe,
  fromFault,
  generate,
  type InpaintOptions,
  inpaint,
  type RecipeFields,
  restyle,
  vary,
} from './recipe/recipe.js'
import { encodeResult, recordOf } from './record.js'
import { render } from './render.js'
import type { Result } from './result.js'

/** A recording: the path of its file, sound in memory, or a clip. */
export type Recording = string | Audio | Clip

/** How something is made: the fields of a recipe, and what it is made with. Everything has its default. */
export interface MakeOptions extends Omit<RecipeFields, 'model'> {
  /** The embedded model unless it is given. */
  readonly model?: Model
  /** For the embedded model: what it learns from in the place of the recording itself. */
  readonly learnFrom?: readonly Recording[]
  /** Told of every step. */
  readonly onFrame?: (frame: Frame) => void
  /** Ends it: the promise rejects with `RenderStopped` in a `RenderException`. */
  readonly signal?: AbortSignal
}

/** What this face calls what elsewhere has another name. */
const plainNames: Readonly<Record<string, string>> = { clip: 'recording', exemplars: 'learnFrom', output: 'path' }

/** The value of a task; what it fails at rejects, in the names of this face. */
const orReject = async <A>(task: TE.TaskEither<RenderError, A>): Promise<A> =>
  orThrow(pipe(await task(), E.mapLeft(renameFields((name) => plainNames[name] ?? name))))

const clipOf = async (recording: Recording): Promise<Clip> => {
  if (typeof recording === 'string') return orThrow(await readClip(recording)())
  return '_tag' in recording ? recording : soundClip(recording)
}

const makeResult = async (
  task: object,
  recording: Recording | null,
  { model, learnFrom = [], onFrame, signal, ...fields }: MakeOptions,
): Promise<Result> => {
  const recipe = orThrow(pipe(decodeRecipe({ ...fields, ...task }), E.mapLeft(fromFault)))
  const clip = recording === null ? null : await clipOf(recording)
  const clips = await Promise.all(learnFrom.map(clipOf))
  const events = render(recipe, { model: model ?? exemplar(clips), clip }, signal).pipe(
    tap((event) => (event._tag === 'Frame' ? onFrame?.(event.frame) : undefined)),
    filter((event) => event._tag === 'Rendered'),
    map(({ result }) => result),
  )
  return lastValueFrom(events)
}

/**
 * Fills regions of a recording, in seconds, so that they fit what surrounds them. Outside the regions and the feather
 * the sound is the recording itself, and the borders are joined so that they are not heard: what `sigmastream inpaint`
 * does. Rejects with `RenderException`, whose `error` names the field that is wrong.
 */
export const fillGap = (
  recording: Recording,
  regions: readonly Region[],
  { feather, paintStart, paintEnd, ...options }: MakeOptions & InpaintOptions = {},
): Promise<Result> =>
  makeResult(
    inpaint(regions, {
      ...(feather === undefined ? {} : { feather }),
      ...(paintStart === undefined ? {} : { paintStart }),
      ...(paintEnd === undefined ? {} : { paintEnd }),
    }),
    recording,
    options,
  )

/** A variation of a recording: noised to `noiseLevel`, a sigma, and denoised from there. Rejects as `fillGap`. */
export const varySound = (recording: Recording, noiseLevel: number, options: MakeOptions = {}): Promise<Result> =>
  makeResult(vary(noiseLevel), recording, options)

/**
 * A recording made over in the style of what the model has learnt: `strength` 0 ignores it, 1 is the recording itself.
 * Rejects as `fillGap`.
 */
export const restyleSound = (recording: Recording, strength: number, options: MakeOptions = {}): Promise<Result> =>
  makeResult(restyle(strength), recording, options)

/** Sound from a prompt, with a model that takes one. Rejects as `fillGap`. */
export const generateSound = (
  prompt: string,
  options: Omit<MakeOptions, 'prompt'> & { readonly model: Model },
): Promise<Result> => makeResult({ ...generate, prompt }, null, options)

/** The encoding that was asked for, unless there is no such: programs without types ask for anything. */
const checkedEncoding = (encoding: unknown): E.Either<RenderError, SampleEncoding | undefined> =>
  pipe(
    decodeRecipe({ ...generate, encoding }),
    E.bimap(fromFault, (recipe) => recipe.encoding ?? undefined),
  )

/**
 * Writes a result, whole or not at all, by the name of the file: .wav or .flac with its recipe in it, or .npy, .npz or
 * .safetensors for its latents. Sound is stored as `encoding` says, else as the recipe does, else as pcm16. A file that
 * is there is replaced. Rejects with `RenderException`: any other ending, floats in FLAC, an encoding for latents, what
 * the disk fails at.
 */
export const saveResult = async (
  result: Result,
  path: string,
  { encoding }: { readonly encoding?: SampleEncoding } = {},
): Promise<void> => {
  const { job, sound } = result
  const stored = isTensorName(`${path}`) ? undefined : (job.recipe.encoding ?? undefined)
  await pipe(
    checkedEncoding(encoding),
    E.flatMap((asked) => outputFormat(`${path}`, asked ?? stored, sound !== null)),
    TE.fromEither,
    TE.flatMap((format) => {
      const of = format._tag === 'Sound' ? format.encoding : null
      return encodeResult(result, path, of ?? 'pcm16', recordOf(job, of))
    }),
    TE.flatMap((bytes) =>
      pipe(
        replaceFile(path, bytes),
        TE.mapLeft((error) => renderFailed(describeFileError(error))),
      ),
    ),
    orReject,
  )
}
