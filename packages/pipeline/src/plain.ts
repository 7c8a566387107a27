import type { SampleEncoding } from '@sigmastream/audio'
import { messageOf, type Region } from '@sigmastream/core'
import { addFiles, NameTaken, replaceFiles } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filter, lastValueFrom, map, tap } from 'rxjs'
import {
  badRecipe,
  field,
  orThrow,
  type RenderError,
  RenderException,
  renameFields,
  renderFailed,
  words,
} from './errors.js'
import { exemplar } from './exemplar.js'
import { isTensorName } from './file-names.js'
import { checkObject, checkOptions, type MakeOptions, type ModelOptions } from './make-options.js'
import type { Model } from './model.js'
import { outputFormat } from './output.js'
import { fromFault } from './recipe/fault.js'
import {
  decodeRecipe,
  generate,
  type InpaintOptions,
  inpaint,
  restyle,
  type VaryOptions,
  vary,
} from './recipe/recipe.js'
import { recordOf, storable } from './record.js'
import { clipOf, clipsOf, type Recording } from './recording.js'
import { render } from './render.js'
import type { Result } from './result.js'
import { levelSplice } from './splice.js'
import { takeFile } from './take-file.js'
import { checkVariation } from './variation.js'

/** What this face calls what elsewhere has another name. */
const plainNames: Readonly<Record<string, string>> = { clip: 'recording', exemplars: 'learnFrom', output: 'path' }

const withPlainNames = renameFields((name) => plainNames[name] ?? name)

/** Whatever rejects with an error of this package does so in the names of this face. */
const inPlainNames = async <A>(make: () => Promise<A>): Promise<A> => {
  try {
    return await make()
  } catch (cause) {
    throw cause instanceof RenderException ? new RenderException(withPlainNames(cause.error)) : cause
  }
}

/** The model that is given, or the embedded one of what it is to learn from. */
const modelOf = (model: Model | undefined, learnFrom: unknown): TE.TaskEither<RenderError, Model> => {
  if (model === undefined) return pipe(clipsOf(learnFrom ?? []), TE.map(exemplar))
  return learnFrom === undefined
    ? TE.right(model)
    : TE.left(
        badRecipe(
          'exemplars',
          words`${field('exemplars')} is for the embedded model`,
          words`leave it or ${field('model')} out`,
        ),
      )
}

const makeResult = (task: object, recording: Recording | null, options: MakeOptions): Promise<Result> =>
  inPlainNames(async () => {
    const { model: given, learnFrom, onFrame, signal, ...fields } = orThrow(checkObject(options))
    orThrow(checkOptions(fields))
    const recipe = orThrow(pipe(decodeRecipe({ ...fields, ...task }), E.mapLeft(fromFault)))
    const clip = recording === null ? null : orThrow(await clipOf(recording, 'clip')())
    const model = orThrow(await modelOf(given, learnFrom)())
    const events = render(recipe, { model, clip }, signal).pipe(
      tap((event) => (event._tag === 'Frame' ? onFrame?.(event.frame) : undefined)),
      filter((event) => event._tag === 'Rendered'),
      map(({ result }) => result),
    )
    return lastValueFrom(events)
  })

/**
 * Fills regions of a recording, in seconds, so that they fit what surrounds them. Outside the regions and the feather
 * the sound is the recording itself, and the borders are joined so that they are not heard: what `sigmastream inpaint`
 * does. Rejects with `RenderException`, whose `error` names the field that is wrong.
 */
export const fillGap = (
  recording: Recording,
  regions: readonly Region[],
  options: MakeOptions & InpaintOptions = {},
): Promise<Result> =>
  inPlainNames(async () => {
    const { feather, paintStart, paintEnd, ...others } = orThrow(checkObject(options))
    const how = {
      ...(feather === undefined ? {} : { feather }),
      ...(paintStart === undefined ? {} : { paintStart }),
      ...(paintEnd === undefined ? {} : { paintEnd }),
    }
    return makeResult(inpaint(regions, how), recording, others)
  })

/**
 * A variation of a recording: noised, and denoised from there. `amount`, from 0 to 1, says how much is changed (0.5
 * unless it is said), or exactly `noiseLevel`, a sigma. Rejects as `fillGap`, and where the recording itself comes
 * back.
 */
export const varySound = (recording: Recording, options: MakeOptions & VaryOptions = {}): Promise<Result> =>
  inPlainNames(async () => {
    const { amount, noiseLevel, ...others } = orThrow(checkObject(options))
    const how = {
      ...(amount === undefined ? {} : { amount }),
      ...(noiseLevel === undefined ? {} : { noiseLevel }),
    }
    orThrow(checkVariation(how))
    return makeResult(vary(how), recording, others)
  })

/**
 * A recording made over in the style of what the model has learnt: `strength` 0 ignores it, 1 is the recording itself.
 * Rejects as `fillGap`.
 */
export const restyleSound = (recording: Recording, strength: number, options: MakeOptions = {}): Promise<Result> =>
  makeResult(restyle(strength), recording, options)

/** Sound from a prompt, with a model that takes one. Rejects as `fillGap`. */
export const generateSound = (prompt: string, options: Omit<ModelOptions, 'prompt'>): Promise<Result> =>
  makeResult({ ...generate, prompt }, null, options)

/** How a result is written. */
export interface SaveOptions {
  readonly encoding?: SampleEncoding
  /** Whether a file that is there makes way. */
  readonly replace?: boolean
}

/** The encoding that was asked for, unless there is no such: programs without types ask for anything. */
const checkedEncoding = (encoding: unknown): E.Either<RenderError, SampleEncoding | undefined> =>
  pipe(
    decodeRecipe({ ...generate, encoding }),
    E.bimap(fromFault, (recipe) => recipe.encoding ?? undefined),
  )

/**
 * Writes a result, whole or not at all, by the name of the file: .wav or .flac with its recipe in it, or .npy, .npz or
 * .safetensors for its latents. Sound is stored as `encoding` says, else as the recipe does, else as the recording is.
 * A file that is there is replaced, where a link leads and with the mode that it has; unless `replace` is false: then
 * whatever is there, or comes meanwhile, stays. Rejects with `RenderException`: any other ending, floats in FLAC, an
 * encoding for latents, a name that is taken, what the disk fails at.
 */
export const saveResult = (result: Result, path: string, options: SaveOptions = {}): Promise<void> =>
  inPlainNames(async () => {
    const { encoding, replace = true } = orThrow(checkObject(options))
    const { job, sound } = result
    const stored = isTensorName(`${path}`) ? undefined : (job.recipe.encoding ?? undefined)
    const asked = orThrow(checkedEncoding(encoding))
    const format = orThrow(outputFormat(`${path}`, asked ?? stored, sound !== null, storable(job)))
    const stores = format._tag === 'Sound' ? format.encoding : null
    const level = sound === null ? null : orThrow(await levelSplice(sound.splice, stores ?? 'float32')())
    const take = { ...result, sound: level?.splice ?? null }
    const file = orThrow(takeFile(take, path, stores ?? 'pcm16', recordOf(job, stores)))
    orThrow(
      await (replace ? replaceFiles : addFiles)<RenderError>([file], (cause) =>
        renderFailed(
          cause instanceof NameTaken
            ? `${path} is there: give another name, or replace it`
            : `${path} cannot be written (${messageOf(cause)}): give another name`,
          cause,
        ),
      )(),
    )
  })
