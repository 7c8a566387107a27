import { join } from 'node:path'
import type { StoredType, StoredWeight } from '@sigmastream/checkpoint'
import { either as E, readonlyRecord as RR } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeAutoencoderConfig } from '../autoencoder/config.js'
import { decodeTextConfig, type TextConfig } from '../text/config.js'
import { type AskWeights, askAutoencoder, askConditioner, askDenoiser, askText } from './asked-weights.js'
import type { CheckpointError } from './errors.js'
import type { ModelKind } from './kind.js'
import { decodeModelConfig, isAutoencoderAlone } from './model-config.js'
import { decodePartConfigs } from './part-configs.js'
import type { FoundPart, Layout, PartName } from './parts.js'
import { decodeSoundConfig, type SoundConfig, withOwnKey } from './sound-config.js'
import type { Survey } from './survey.js'
import { unreadKeys } from './unread-keys.js'
import { unusedWeights } from './unused-weights.js'

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

/** What was found of a part: why it cannot be used, or what a report needs; a list of names need not tell of each. */
export type FoundFacts = E.Either<CheckpointError, PartFacts | 'not listed'>

/** What a report is made of: each piece, or why it cannot be used. */
export interface ModelFacts {
  readonly layout: Layout
  readonly kind: ModelKind
  /** Keys of the configuration that nothing reads. */
  readonly unread: readonly string[]
  readonly config: E.Either<CheckpointError, SoundConfig>
  readonly parts: Readonly<Record<PartName, FoundFacts>>
  readonly tokenizer: FoundFacts
}

/** What each part asks for, as far as the configurations are there and can be used. */
type AskByPart = Readonly<Partial<Record<PartName, AskWeights>>>

/** A configuration that its parts can be made of, and what they ask for. */
interface UsableConfig {
  readonly sound: SoundConfig
  readonly asking: AskByPart
}

/** What is known of the text encoder: its configuration, and else how wide the stored projection takes its tokens to be. */
interface KnownText {
  readonly config: TextConfig | undefined
  readonly projectedWidth: number | undefined
}

const PROJECTION = 'conditioner.conditioners.prompt.proj_out.weight'

/** What weights tell of the text encoder beside its own. */
export const knownText = (
  config: E.Either<CheckpointError, TextConfig | undefined>,
  weights: readonly Pick<StoredWeight, 'name' | 'shape'>[],
): KnownText => ({
  config: E.isRight(config) ? config.right : undefined,
  projectedWidth: weights.find(({ name }) => name === PROJECTION)?.shape[1],
})

/** A configuration that its parts can be made of, or the first key that they cannot. */
export const checkUsable = (
  file: string,
  json: unknown,
  { config: text, projectedWidth }: KnownText,
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
            conditioner: askConditioner(parts, text?.width ?? projectedWidth ?? parts.conditioning.width),
            ...(text === undefined ? {} : { 'text encoder': askText(text) }),
          },
        })),
      )

/** The weights of a part, once what it asks for is among them: its first that is not, or has another shape. */
export const partFacts = (
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
export const askingOf = (usable: E.Either<CheckpointError, UsableConfig>): AskByPart =>
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
  const { folder, layout, kind, model, modelFile, text, configs, parts, tokenizer } = survey
  const { conditioner } = parts
  const textConfig = pipe(
    configs[text.config] ?? E.right(undefined),
    E.flatMap(
      (json): E.Either<CheckpointError, TextConfig> => decodeTextConfig(text.kind, join(folder, text.config), json),
    ),
  )
  const usable = pipe(
    model,
    E.flatMap((json) =>
      checkUsable(modelFile, json, knownText(textConfig, E.isRight(conditioner) ? conditioner.right.weights : [])),
    ),
  )
  const found = RR.mapWithIndex(checkFound(askingOf(usable)))(parts)
  return {
    layout,
    kind,
    unread: E.isRight(model) && layout === 'single file' ? unreadKeys(model.right) : [],
    config: pipe(
      usable,
      E.map(({ sound }) => sound),
    ),
    parts: { ...found, 'text encoder': pipe(textConfig, E.apSecond(found['text encoder'])) },
    tokenizer: pipe(
      tokenizer,
      E.map(() => ({ weights: [], unused: [] })),
    ),
  }
}
