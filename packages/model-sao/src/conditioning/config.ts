import { decodeConfig, type Unsupported, unsupportedKey } from '@sigmastream/checkpoint'
import { showJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { ModelConfig } from '../checkpoint/model-config.js'
import { wholeNumber } from '../text/whole-number.js'
import { checkConditioningKeys } from './supported.js'

/** The numbers that published models are told. */
export type NumberId = 'seconds_start' | 'seconds_total'

/** The range in seconds that a number is clamped to and scaled from. */
export interface NumberConfig {
  readonly id: NumberId
  /** Sines and cosines of learned frequencies, or of 128 fixed ones, spaced evenly in their logarithm. */
  readonly features: 'learned' | 'expo'
  readonly least: number
  readonly most: number
}

/**
 * The prompt: `length` tokens, projected even where the text encoder is as wide as the conditioning if `projected` says
 * so.
 */
interface PromptConfig {
  /** Which text encoder reads it. */
  readonly encoder: 't5' | 't5gemma'
  /** What a padded token becomes: zeros, or a vector that was learned. */
  readonly padding: 'zeros' | 'learned'
  readonly length: number
  readonly projected: boolean
}

/** How prompts and seconds become conditioning. */
export interface ConditioningConfig {
  /** Channels of a token (`cond_dim`). */
  readonly width: number
  readonly prompt: PromptConfig
  readonly numbers: readonly NumberConfig[]
  /** In the order of their tokens. */
  readonly crossAttention: readonly ('prompt' | NumberId)[]
  /** In the order of their channels. */
  readonly global: readonly NumberId[]
}

const NumberName = t.keyof({ seconds_start: null, seconds_total: null }, '"seconds_start" or "seconds_total"')
const PaddingMode = t.keyof({ zero: null, learned: null }, '"zero" or "learned"')
const PromptJson = t.partial({
  max_length: wholeNumber(1, 1024),
  project_out: t.boolean,
  output_dim: t.number,
  padding_mode: PaddingMode,
})
// Literals, by which a union knows the one that is meant, and whose key is wrong.
const T5Prompt = t.type({ id: t.literal('prompt'), type: t.literal('t5'), config: PromptJson })
const T5GemmaPrompt = t.type({ id: t.literal('prompt'), type: t.literal('t5gemma'), config: PromptJson })
const Seconds = t.type({
  id: NumberName,
  type: t.literal('number'),
  config: t.partial({
    min_val: t.number,
    max_val: t.number,
    output_dim: t.number,
    fourier_features_type: t.keyof({ learned: null, expo: null }, '"learned" or "expo"'),
  }),
})

/** Looked at first, for a message about the type rather than about the keys of another one. */
const Kind = t.keyof({ t5: null, t5gemma: null, number: null }, '"t5", "t5gemma" or "number"')
const Kinds = t.type({ configs: t.array(t.type({ type: Kind, config: t.UnknownRecord })) })

const StoredJson = t.intersection([
  t.type({ cond_dim: wholeNumber(1, 2 ** 20), configs: t.array(t.union([T5Prompt, T5GemmaPrompt, Seconds])) }),
  t.partial({ pre_encoded_keys: t.array(t.string) }),
])
type StoredJson = t.TypeOf<typeof StoredJson>

const PREFIX = 'model.conditioning'

/**
 * What the codec cannot say: that the prompt is there, each id once, that ranges are none of nothing, and all have one
 * width.
 */
const checkWhole = ({
  cond_dim: width,
  configs,
  pre_encoded_keys: encoded = [],
}: StoredJson): E.Either<Unsupported, unknown> => {
  const ids: readonly string[] = configs.map(({ id }) => id)
  const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i)
  const wide = configs.findIndex(({ config }) => (config.output_dim ?? width) !== width)
  const empty = configs.findIndex(
    (one) => one.type === 'number' && (one.config.min_val ?? 0) >= (one.config.max_val ?? 1),
  )
  const fault = (key: string, wrong: string, right: string) => E.left(unsupportedKey(`${PREFIX}.${key}`, wrong, right))
  if (!ids.includes('prompt')) return fault('configs', 'without "prompt"', 'with a conditioner of that id')
  if (twice >= 0) return fault(`configs[${twice}].id`, `"${ids[twice]}" again`, 'an id of its own')
  if (wide >= 0) return fault(`configs[${wide}].config.output_dim`, 'another width', `cond_dim, ${width}`)
  if (empty >= 0) return fault(`configs[${empty}].config.max_val`, 'not above min_val', 'a number above min_val')
  return encoded.length > 0 ? fault('pre_encoded_keys', showJson(encoded), '[]') : E.right(configs)
}

/** The ids of `used` that a conditioner is there for; `Unsupported` at the first other. */
const idsOf = <Id extends string>(
  name: string,
  used: readonly string[],
  known: readonly Id[],
): E.Either<Unsupported, readonly Id[]> =>
  E.traverseArrayWithIndex((i, id: string): E.Either<Unsupported, Id> => {
    const key = `model.diffusion.${name}[${i}]`
    const found = known.find((one) => one === id)
    return found === undefined ? E.left(unsupportedKey(key, showJson(id), known.join(' or '))) : E.right(found)
  })(used)

/**
 * The conditioning of a model: `model.conditioning` of a stable-audio-tools `model_config.json`, and the ids that its
 * network uses (`decodeModelConfig` has them all; the file's name is for messages). What it leaves out is as in
 * the `T5Conditioner` and `T5GemmaConditioner` (128 tokens, padded with zeros) and the `NumberConditioner` (0 to 1,
 * learned frequencies) of stable-audio-tools and stable-audio-3. `BadConfig` for conditioners of
 * another type or id (CLAP, lists, audio), `Unsupported` for a key that nothing follows, where they do not go together or
 * the network wants one that is not there.
 */
export const decodeConditioningConfig = (
  file: string,
  { conditioning, crossAttentionIds, globalIds }: Pick<ModelConfig, 'conditioning' | 'crossAttentionIds' | 'globalIds'>,
): E.Either<CheckpointError, ConditioningConfig> =>
  pipe(
    E.Do,
    E.bind('kinds', () => decodeConfig(Kinds, file, conditioning, PREFIX)),
    E.tap(({ kinds }) => checkConditioningKeys(kinds)),
    E.bindW('stored', () => decodeConfig(StoredJson, file, conditioning, PREFIX)),
    E.tap(({ stored }): E.Either<CheckpointError, unknown> => checkWhole(stored)),
    E.bindW('ids', ({ stored: { configs } }) =>
      E.right(configs.flatMap((one) => (one.type === 'number' ? [one.id] : []))),
    ),
    E.bindW('crossAttention', ({ ids }) =>
      idsOf('cross_attention_cond_ids', crossAttentionIds, ['prompt', ...ids] as const),
    ),
    E.bindW('global', ({ ids }) => idsOf('global_cond_ids', globalIds, ids)),
    E.map(({ stored: { cond_dim: width, configs }, crossAttention, global }): ConditioningConfig => {
      const prompt = configs.find((one) => one.type !== 'number')
      return {
        width,
        prompt: {
          encoder: prompt?.type ?? 't5',
          padding: prompt?.config.padding_mode === 'learned' ? 'learned' : 'zeros',
          length: prompt?.config.max_length ?? 128,
          projected: prompt?.config.project_out ?? false,
        },
        numbers: configs.flatMap((one): readonly NumberConfig[] =>
          one.type === 'number'
            ? [
                {
                  id: one.id,
                  features: one.config.fourier_features_type ?? 'learned',
                  least: one.config.min_val ?? 0,
                  most: one.config.max_val ?? 1,
                },
              ]
            : [],
        ),
        crossAttention,
        global,
      }
    }),
  )
