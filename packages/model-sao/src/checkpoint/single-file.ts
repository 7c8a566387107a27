import { join } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from './errors.js'
import type { Folder } from './folder.js'
import { type FoundPart, PREFIX } from './parts.js'
import { type Survey, TEXT_CONFIG } from './survey.js'
import { readConfig, readText } from './text-files.js'
import { readWeightSet, type WeightSet } from './weight-set.js'

/** What the layout is known by. */
export const MODEL_CONFIG = 'model_config.json'
const STEM = 'model'

/** The tensors whose names begin with `prefix`: names of this layout are the names that graphs use. */
const partOf = (set: E.Either<CheckpointError, WeightSet>, prefix: string): FoundPart =>
  pipe(
    set,
    E.map(({ folder, tensors }) => ({
      folder,
      weights: [...tensors].flatMap(([name, part]) =>
        name.startsWith(prefix) ? [{ name, shape: part.shape, parts: [part] as const }] : [],
      ),
    })),
    E.filterOrElse(
      ({ weights }) => weights.length > 0,
      (): CheckpointError => ({ _tag: 'MissingWeight', name: `${prefix}*` }),
    ),
  )

/** The layout of stable-audio-tools: one set of weights for all but the text encoder. */
export const surveySingleFile = (root: Folder): TE.TaskEither<CheckpointError, Survey> => {
  const missing = (part: string, file: string): CheckpointError => ({
    _tag: 'MissingPart',
    folder: root.path,
    part,
    file,
  })
  return pipe(
    readText(root),
    TE.flatMapTask((text) => async () => {
      const model = await readConfig(root, MODEL_CONFIG, missing('configuration', MODEL_CONFIG))()
      const set = await readWeightSet(root, STEM, missing('model', `${STEM}.safetensors`))()
      return {
        folder: root.path,
        layout: 'single file' as const,
        configs: { [MODEL_CONFIG]: model, [TEXT_CONFIG]: text.config },
        model,
        modelFile: join(root.path, MODEL_CONFIG),
        parts: {
          denoiser: partOf(set, PREFIX.denoiser),
          autoencoder: partOf(set, PREFIX.autoencoder),
          conditioner: partOf(set, PREFIX.conditioner),
          'text encoder': text.encoder,
        },
        tokenizer: text.tokenizer,
      }
    }),
  )
}
