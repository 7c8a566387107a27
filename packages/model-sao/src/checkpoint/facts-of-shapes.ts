import type { StoredWeight } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeTextConfig, type TextConfig } from '../text/config.js'
import { withPublishedNames } from './autoencoder-names.js'
import type { CheckpointError } from './errors.js'
import { askingOf, checkUsable, type FoundFacts, knownText, type ModelFacts, partFacts } from './facts.js'
import { kindOf } from './kind.js'
import { isAutoencoderAlone } from './model-config.js'
import { type PartName, PREFIX } from './parts.js'
import { encoderTensors } from './text-files.js'
import { T5_PLACE, textPlaceOf } from './text-place.js'
import { unreadKeys } from './unread-keys.js'

/** Names and shapes of tensors, as the hub shows them of a file that is not downloaded. */
export type Shapes = Readonly<Record<string, readonly number[]>>

/** What is told of a checkpoint that is not here: the tensors of its files, and how its text encoder is built. */
export interface ListedShapes {
  /** Those of `model.safetensors`. */
  readonly model: Shapes
  /** Those of the text encoder's file, where they are told. */
  readonly text?: Shapes | undefined
  /** The JSON of the text encoder's `config.json`, where it is told; without it the encoder is counted, not compared. */
  readonly textConfig?: unknown
}

/** A weight of a list, which lies nowhere. */
const weightInList = ([name, shape]: readonly [string, readonly number[]]): StoredWeight => ({
  name,
  shape,
  parts: [{ type: 'float32', shape, file: '', offset: 0, length: 0 }],
})

/**
 * What names and shapes alone tell of a checkpoint of the single-file layout; `config` is the JSON of
 * `model_config.json`. Precisions are not known of it, nor is the tokenizer.
 */
export const factsOfShapes = (config: unknown, { model, text, textConfig }: ListedShapes): ModelFacts => {
  const place = textPlaceOf('model_config.json', config)
  const { kind, encoder } = E.getOrElse(() => T5_PLACE)(place)
  const decoded: E.Either<CheckpointError, TextConfig | undefined> =
    textConfig === undefined ? E.right(undefined) : decodeTextConfig(kind, `${encoder}/config.json`, textConfig)
  const named = [...withPublishedNames(new Map(Object.entries(model)), isAutoencoderAlone(config))].map(weightInList)
  const usable = pipe(
    place,
    E.flatMap(() => checkUsable('model_config.json', config, knownText(decoded, named))),
  )
  const asking = askingOf(usable)
  const part = (name: Exclude<PartName, 'text encoder'>): FoundFacts => {
    const weights = named.filter((one) => one.name.startsWith(PREFIX[name]))
    return weights.length === 0
      ? E.left({ _tag: 'MissingWeight', name: `${PREFIX[name]}*` })
      : partFacts(weights, asking[name], () => [])
  }
  const encoderFacts = (): FoundFacts =>
    text === undefined
      ? E.right('not listed')
      : partFacts(
          [...encoderTensors(kind, new Map(Object.entries(text)))].map(weightInList),
          asking['text encoder'],
          () => [],
        )
  return {
    layout: 'single file',
    kind: kindOf(config, { text: kind, names: named.map(({ name }) => name) }),
    unread: unreadKeys(config),
    config: pipe(
      usable,
      E.map(({ sound }) => sound),
    ),
    parts: {
      denoiser: part('denoiser'),
      autoencoder: part('autoencoder'),
      conditioner: part('conditioner'),
      'text encoder': pipe(decoded, E.flatMap(encoderFacts)),
    },
    tokenizer: E.right('not listed'),
  }
}
