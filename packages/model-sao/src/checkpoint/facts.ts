import { join } from 'node:path'
import { either as E, readonlyRecord as RR } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeAutoencoderConfig } from '../autoencoder/config.js'
import { decodeTextConfig, type TextConfig } from '../text/config.js'
import { type AskWeights, askAutoencoder, askConditioner, askDenoiser, askText } from './asked-weights.js'
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
import { unusedWeights } from './unused-weights.js'
import type { StoredType, StoredWeight } from './weights.js'

/** What a report needs of a weight: its shape, and what it is stored in where that is known. */
export interface WeightFacts {
  readonly shape: readonly number[]
  readonly types: readonly StoredType[]
}

/** What a report needs of a part whose weights are all there: them, and the names of those that nothing asks for. */
export interface PartFacts {
  readonly weights: readonly WeightFacts[]
  readonly unused: readonly string[]
}

/** What a report is made of: each piece, or why it cannot be used. */
export interface ModelFacts {
  readonly layout: Layout
  readonly kind: ModelKind
  readonly config: E.Either<CheckpointError, SoundConfig>
  readonly parts: Readonly<Record<PartName, E.Either<CheckpointError, PartFacts>>>
  readonly tokenizer: E.Either<CheckpointError, unknown>
}

/** What each part asks for, as far as the configurations are there and can be used. */
type AskByPart = Readonly<Partial<Record<PartName, AskWeights>>>

/** A configuration that its parts can be made of, and what they ask for. */
interface UsableConfig {
  readonly sound: SoundConfig
  readonly asking: AskByPart
}

/** A configuration that its parts can be made of, or the first key that they cannot. */
const checkUsable = (
  file: string,
  json: unknown,
  text: TextConfig | undefined,
): E.Either<CheckpointError, UsableConfig> =>
  isAutoencoderAlone(json)
    ? pipe(
        E.Do,
        E.bind('sound', () => decodeSoundConfig(file, json)),
        E.bind('config', ({ sound }) =>
          pipe(decodeAutoencoderConfig(file, sound.pretransform), E.mapLeft(withOwnKey(json))),
        ),
        E.map(({ sound, config }) => ({ sound, asking: { autoencoder: askAutoencoder(config) } })),
      )
    : pipe(
        E.Do,
        E.bind('sound', () => decodeModelConfig(file, json)),
        E.bind('parts', ({ sound }) => decodePartConfigs(file, sound)),
        E.map(({ sound, parts }) => ({
          sound,
          asking: {
            denoiser: askDenoiser(parts),
            autoencoder: askAutoencoder(parts.autoencoder),
            ...(text === undefined
              ? {}
              : { conditioner: askConditioner(parts, text.width), 'text encoder': askText(text) }),
          },
        })),
      )

const partFacts = (
  weights: readonly StoredWeight[],
  ask: AskWeights | undefined,
  typesOf: (weight: StoredWeight) => readonly StoredType[],
): E.Either<CheckpointError, PartFacts> =>
  pipe(
    ask === undefined ? E.right([]) : unusedWeights(weights, ask),
    E.map((unused) => ({
      weights: weights.map((weight) => ({ shape: weight.shape, types: typesOf(weight) })),
      unused,
    })),
  )

const storedTypes = ({ parts }: StoredWeight): readonly StoredType[] => parts.map(({ type }) => type)

/** What is asked of each part; nothing where the configuration cannot be used, which is said by itself. */
const askingOf = (usable: E.Either<CheckpointError, UsableConfig>): AskByPart =>
  E.isRight(usable) ? usable.right.asking : {}

const checkFound =
  (asking: AskByPart) =>
  (name: PartName, found: FoundPart): E.Either<CheckpointError, PartFacts> =>
    pipe(
      found,
      E.flatMap(({ weights }) => partFacts(weights, asking[name], storedTypes)),
    )

/** What `surveyCheckpoint` found in a folder. */
export const factsOfSurvey = (survey: Survey): ModelFacts => {
  const { folder, layout, model, modelFile, text, configs, parts, tokenizer } = survey
  const textConfig = pipe(
    configs[text.config] ?? E.right(undefined),
    E.flatMap(
      (json): E.Either<CheckpointError, TextConfig> => decodeTextConfig(text.kind, join(folder, text.config), json),
    ),
  )
  const usable = pipe(
    model,
    E.flatMap((json) => checkUsable(modelFile, json, E.isRight(textConfig) ? textConfig.right : undefined)),
  )
  const found = RR.mapWithIndex(checkFound(askingOf(usable)))(parts)
  return {
    layout,
    kind: kindOf(E.toUnion(model)),
    config: pipe(
      usable,
      E.map(({ sound }) => sound),
    ),
    parts: { ...found, 'text encoder': pipe(textConfig, E.apSecond(found['text encoder'])) },
    tokenizer,
  }
}

/** Names and shapes of tensors, as the hub shows them of a file that is not downloaded. */
export type Shapes = Readonly<Record<string, readonly number[]>>

/** A weight of a list, which lies nowhere. */
const weightInList = (name: string, shape: readonly number[]): StoredWeight => ({
  name,
  shape,
  parts: [{ type: 'float32', shape, file: '', offset: 0, length: 0 }],
})

/**
 * What names and shapes alone tell of a checkpoint of the single-file layout: `model` those of `model.safetensors`,
 * `text` those of the text encoder's file, `config` the JSON of `model_config.json`, `textConfig` that of the text
 * encoder where it is there. Precisions are not known of it.
 */
export const factsOfShapes = (config: unknown, model: Shapes, text: Shapes, textConfig?: unknown): ModelFacts => {
  const place = E.getOrElse(() => T5_PLACE)(textPlaceOf('model_config.json', config))
  const decoded: E.Either<CheckpointError, TextConfig | undefined> =
    textConfig === undefined
      ? E.right(undefined)
      : decodeTextConfig(place.kind, `${place.encoder}/config.json`, textConfig)
  const usable = checkUsable('model_config.json', config, E.isRight(decoded) ? decoded.right : undefined)
  const asking = askingOf(usable)
  const named = [...withPublishedNames(new Map(Object.entries(model)), isAutoencoderAlone(config))]
  const part = (name: Exclude<PartName, 'text encoder'>): E.Either<CheckpointError, PartFacts> => {
    const prefix = PREFIX[name]
    const shapes = named.filter(([one]) => one.startsWith(prefix))
    return shapes.length === 0
      ? E.left({ _tag: 'MissingWeight', name: `${prefix}*` })
      : partFacts(
          shapes.map(([one, shape]) => weightInList(one, shape)),
          asking[name],
          () => [],
        )
  }
  const encoder = [...encoderTensors(place.kind, new Map(Object.entries(text)))].map(([name, shape]) =>
    weightInList(name, shape),
  )
  return {
    layout: 'single file',
    kind: kindOf(config),
    config: pipe(
      usable,
      E.map(({ sound }) => sound),
    ),
    parts: {
      denoiser: part('denoiser'),
      autoencoder: part('autoencoder'),
      conditioner: part('conditioner'),
      'text encoder': pipe(
        decoded,
        E.flatMap(() => partFacts(encoder, asking['text encoder'], () => [])),
      ),
    },
    tokenizer: E.right(undefined),
  }
}
