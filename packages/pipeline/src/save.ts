import type { SampleEncoding } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import { addFiles, NameTaken, replaceFiles } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { orThrow, type RenderError, renderFailed } from './errors.js'
import { isTensorName } from './file-names.js'
import { checkObject } from './make-options.js'
import { outputFormat } from './output.js'
import { inPlainNames } from './plain-names.js'
import { fromFault } from './recipe/fault.js'
import { decodeRecipe } from './recipe/recipe.js'
import { generate } from './recipe/tasks.js'
import { storable } from './record.js'
import type { Result } from './result.js'
import { levelledTake } from './stored-take.js'

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
    const { file } = orThrow(await levelledTake({ ...result, sound: sound?.splice ?? null }, path, stores)())
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
