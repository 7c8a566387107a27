import { join } from 'node:path'
import { type Folder, readWeightSet, readWeightsNamed, storedWeights, type WeightSet } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { withPublishedNames } from './autoencoder-names.js'
import type { CheckpointError } from './errors.js'
import { kindOf } from './kind.js'
import { isAutoencoderAlone } from './model-config.js'
import { type FoundPart, PREFIX } from './parts.js'
import { modelNames } from './snapshot-names.js'
import type { Survey } from './survey.js'
import { readConfig, readText } from './text-files.js'
import { placeBeside, textPlaceOf } from './text-place.js'

/** What the layout is known by. */
export const MODEL_CONFIG = 'model_config.json'
const STEM = 'model'

/** The tensors whose names begin with `prefix`: names of this layout are the names that graphs use. */
const partOf = (set: E.Either<CheckpointError, WeightSet>, prefix: string): FoundPart =>
  pipe(
    set,
    E.map(({ folder, tensors }) => ({
      folder,
      weights: storedWeights(tensors).filter(({ name }) => name.startsWith(prefix)),
    })),
    E.filterOrElse(
      ({ weights }) => weights.length > 0,
      (): CheckpointError => ({ _tag: 'MissingWeight', name: `${prefix}*` }),
    ),
  )

/** The weights of a folder that are meant: those named `model`, or a file by its name. */
export type ChosenWeights = { readonly _tag: 'Usual' } | { readonly _tag: 'Named'; readonly file: string }

/** A file of weights with an ending that is read; shards are found by their index. */
export const isWeights = (name: string): boolean =>
  /\.(?:safetensors|ckpt)$/.test(name) && !/-\d+-of-\d+/.test(name) && !name.startsWith('.')

/** `base_model_config.json` is beside `base_model.ckpt`; weights without one of their own have that of the folder. */
const configOf = ({ names }: Folder, chosen: ChosenWeights): string => {
  const own = chosen._tag === 'Usual' ? MODEL_CONFIG : `${chosen.file.replace(/\.[^.]+$/, '')}_config.json`
  return names.has(own) ? own : MODEL_CONFIG
}

/** The layout of stable-audio-tools: one set of weights for all but the text encoder. */
export const surveySingleFile = (root: Folder, chosen: ChosenWeights): TE.TaskEither<CheckpointError, Survey> => {
  const configName = configOf(root, chosen)
  const beside = placeBeside(root.names)
  const missing = (part: string, file: string): CheckpointError => ({
    _tag: 'MissingPart',
    folder: root.path,
    part,
    file,
  })
  return pipe(
    TE.fromTask(readConfig(root, configName, missing('configuration', configName))),
    TE.bindTo('model'),
    TE.let('place', ({ model }) =>
      pipe(
        model,
        E.flatMap((json) => textPlaceOf(join(root.path, configName), json, beside)),
      ),
    ),
    TE.bind('text', ({ place }) => readText(root, E.getOrElse(() => beside)(place))),
    TE.flatMapTask(({ model, place, text }) => async () => {
      const alone = E.exists(isAutoencoderAlone)(model)
      const set = pipe(
        await (chosen._tag === 'Named'
          ? readWeightsNamed(root, chosen.file, modelNames)
          : readWeightSet(root, STEM, missing('model', `${STEM}.safetensors`), modelNames))(),
        E.map(({ folder, tensors }) => ({ folder, tensors: withPublishedNames(tensors, alone) })),
      )
      return {
        folder: root.path,
        layout: 'single file' as const,
        kind: kindOf(E.toUnion(model), {
          text: beside.kind,
          names: E.isRight(set) ? [...set.right.tensors.keys()] : [],
        }),
        configs: { [configName]: model, [text.configName]: text.config },
        model: pipe(place, E.apSecond(model)),
        modelFile: join(root.path, configName),
        text: { kind: text.kind, config: text.configName },
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
