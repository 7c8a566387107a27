import { either as E, readonlyRecord as RR } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeAutoencoderConfig } from '../autoencoder/config.js'
import { withPublishedNames } from './autoencoder-names.js'
import type { CheckpointError } from './errors.js'
import { kindOf, type ModelKind } from './kind.js'
import { decodeModelConfig, isAutoencoderAlone } from './model-config.js'
import { decodePartConfigs } from './part-configs.js'
import { type FoundPart, type Layout, type PartName, PREFIX } from './parts.js'
import { decodeSoundConfig, type SoundConfig, withOwnKey } from './sound-config.js'
import type { Survey } from './survey.js'
import { encoderTensors } from './text-files.js'
import { T5_PLACE, textPlaceOf } from './text-place.js'
import type { StoredType } from './weights.js'

/** What a report needs of a weight: its shape, and what it is stored in where that is known. */
export interface WeightFacts {
  readonly shape: readonly number[]
  readonly types: readonly StoredType[]
}

/** What a report is made of: each piece, or why it cannot be used. */
export interface ModelFacts {
  readonly layout: Layout
  readonly kind: ModelKind
  readonly config: E.Either<CheckpointError, SoundConfig>
  readonly parts: Readonly<Record<PartName, E.Either<CheckpointError, readonly WeightFacts[]>>>
  readonly tokenizer: E.Either<CheckpointError, unknown>
}

const weightFacts = (part: FoundPart): E.Either<CheckpointError, readonly WeightFacts[]> =>
  pipe(
    part,
    E.map(({ weights }) => weights.map(({ shape, parts }) => ({ shape, types: parts.map(({ type }) => type) }))),
  )

/** A configuration that its parts can be made of, or the first key that they cannot. */
const checkUsable = (file: string, json: unknown): E.Either<CheckpointError, SoundConfig> =>
  isAutoencoderAlone(json)
    ? pipe(
        decodeSoundConfig(file, json),
        E.tap(({ pretransform }) => pipe(decodeAutoencoderConfig(file, pretransform), E.mapLeft(withOwnKey(json)))),
      )
    : pipe(
        decodeModelConfig(file, json),
        E.tap((config) => decodePartConfigs(file, config)),
      )

/** What `surveyCheckpoint` found in a folder. */
export const factsOfSurvey = ({ layout, model, modelFile, parts, tokenizer }: Survey): ModelFacts => ({
  layout,
  kind: kindOf(E.toUnion(model)),
  config: pipe(
    model,
    E.flatMap((json) => checkUsable(modelFile, json)),
  ),
  parts: RR.map(weightFacts)(parts),
  tokenizer,
})

/** Names and shapes of tensors, as the hub shows them of a file that is not downloaded. */
export type Shapes = Readonly<Record<string, readonly number[]>>

/**
 * What names and shapes alone tell of a checkpoint of the single-file layout: `model` those of `model.safetensors`,
 * `text` those of the text encoder's file, `config` the JSON of `model_config.json`. Precisions are not known of it.
 */
export const factsOfShapes = (config: unknown, model: Shapes, text: Shapes): ModelFacts => {
  const named = [...withPublishedNames(new Map(Object.entries(model)), isAutoencoderAlone(config))]
  const withPrefix = (prefix: string): E.Either<CheckpointError, readonly WeightFacts[]> => {
    const shapes = named.filter(([name]) => name.startsWith(prefix))
    return shapes.length === 0
      ? E.left({ _tag: 'MissingWeight', name: `${prefix}*` })
      : E.right(shapes.map(([, shape]) => ({ shape, types: [] })))
  }
  const place = E.getOrElse(() => T5_PLACE)(textPlaceOf('model_config.json', config))
  return {
    layout: 'single file',
    kind: kindOf(config),
    config: checkUsable('model_config.json', config),
    parts: {
      denoiser: withPrefix(PREFIX.denoiser),
      autoencoder: withPrefix(PREFIX.autoencoder),
      conditioner: withPrefix(PREFIX.conditioner),
      'text encoder': E.right(
        [...encoderTensors(place.kind, new Map(Object.entries(text))).values()].map((shape) => ({ shape, types: [] })),
      ),
    },
    tokenizer: E.right(undefined),
  }
}
