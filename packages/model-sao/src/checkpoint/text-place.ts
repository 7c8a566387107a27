import { badConfig } from '@sigmastream/checkpoint'
import { showJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { CheckpointError } from './errors.js'

/** The text encoders of published models, by the type of their conditioner. */
export type TextKind = 't5' | 't5gemma'

/** The folders of a checkpoint that its text encoder and tokenizer lie in. */
export interface TextPlace {
  readonly kind: TextKind
  readonly encoder: string
  readonly tokenizer: string
}

/** Where T5 is put, for no configuration says where. */
export const T5_PLACE: TextPlace = { kind: 't5', encoder: 'text_encoder', tokenizer: 'tokenizer' }

/** Where the text encoder lies of a model whose configuration does not say, by the `names` in its folder. */
export const placeBeside = (names: ReadonlySet<string>): TextPlace => {
  const folder = [...names].toSorted().find((name) => name.startsWith('t5gemma'))
  return folder === undefined ? T5_PLACE : { kind: 't5gemma', encoder: folder, tokenizer: folder }
}

const Conditioners = t.type({
  model: t.type({
    conditioning: t.type({ configs: t.array(t.type({ type: t.string, config: t.UnknownRecord })) }),
  }),
})

/** The name of a folder in the same folder, and of nothing else. */
const isBare = (name: string): boolean => /^(?!\.{1,2}$)[^/\\\p{Cc}]+$/u.test(name)

/**
 * Where the text encoder of a `model_config.json` lies: T5Gemma, with its tokenizer, in the folder that its conditioner
 * names, everything else where T5 is put; at `unsaid` where it tells of no conditioners. `BadConfig` where the folder is
 * none of the checkpoint's own. Source: stable-audio-3 `models/conditioners.py`, `T5GemmaConditioner`.
 */
export const textPlaceOf = (
  file: string,
  json: unknown,
  unsaid: TextPlace = T5_PLACE,
): E.Either<CheckpointError, TextPlace> => {
  if (!Conditioners.is(json)) return E.right(unsaid)
  const { configs } = json.model.conditioning
  const at = configs.findIndex(({ type }) => type === 't5gemma')
  if (at < 0) return E.right(T5_PLACE)
  const folder = configs[at]?.config['subfolder']
  const key = `model.conditioning.configs[${at}].config.subfolder`
  return typeof folder === 'string' && isBare(folder)
    ? E.right({ kind: 't5gemma', encoder: folder, tokenizer: folder })
    : E.left(badConfig(file, key, showJson(folder), 'the name of a folder beside the configuration'))
}
