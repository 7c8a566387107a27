import { type BadConfig, decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { wholeNumber } from '../whole-number.js'

/** Tokens by their contents, each with its id. */
export type Ids = ReadonlyMap<string, number>

const idsOf = (json: unknown): Ids | undefined => {
  if (!t.UnknownRecord.is(json)) return undefined
  const ids = new Map<string, number>()
  for (const token of Object.keys(json)) {
    const id = json[token]
    if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return undefined
    ids.set(token, id)
  }
  return ids
}

const isMap = (u: unknown): u is Ids => u instanceof Map

/** In one pass: contexts for each of a quarter of a million tokens would take seconds. */
const Vocabulary = new t.Type<Ids, unknown>(
  'tokens, each with its id, a whole number',
  isMap,
  (json, at) => {
    const ids = idsOf(json)
    return ids === undefined ? t.failure(json, at) : t.success(ids)
  },
  (ids) => Object.fromEntries(ids),
)

/** Two tokens that become one, the first pair of the list before all others. */
export type StoredMerge = readonly [left: string, right: string] | string

const isMerge = (u: unknown): u is StoredMerge =>
  typeof u === 'string' || (Array.isArray(u) && u.length === 2 && u.every((token) => typeof token === 'string'))

const areMerges = (u: unknown): u is readonly StoredMerge[] => Array.isArray(u) && u.every(isMerge)

const Merges = new t.Type<readonly StoredMerge[]>(
  'pairs of tokens',
  areMerges,
  (u, at) => (areMerges(u) ? t.success(u) : t.failure(u, at)),
  t.identity,
)

const NoAffix = t.union([t.null, t.literal('')], 'null')

const BytePairs = t.intersection([
  t.type({ type: t.literal('BPE'), byte_fallback: t.literal(true), vocab: Vocabulary, merges: Merges }),
  t.partial({
    dropout: t.null,
    ignore_merges: t.literal(false),
    continuing_subword_prefix: NoAffix,
    end_of_word_suffix: NoAffix,
  }),
])

const SPACE = t.type({ String: t.literal(' ') })

/** Which never finds anything: the normalizer has left no space. */
const Split = t.type({ type: t.literal('Split'), pattern: SPACE })

const AddedToken = t.intersection([
  t.type({ id: wholeNumber(0, 2 ** 20), content: t.string, normalized: t.literal(false) }),
  t.partial({ single_word: t.literal(false), lstrip: t.literal(false), rstrip: t.literal(false) }),
])

const Template = t.type({
  type: t.literal('TemplateProcessing'),
  single: t.array(t.union([t.type({ Sequence: t.UnknownRecord }), t.type({ SpecialToken: t.UnknownRecord })])),
})

const TokenizerJson = t.intersection([
  t.type({
    model: BytePairs,
    normalizer: t.type({ type: t.literal('Replace'), pattern: SPACE, content: t.literal('▁') }),
    added_tokens: t.array(AddedToken),
  }),
  t.partial({
    pre_tokenizer: t.union([t.null, Split], 'null, or a Split at " "'),
    post_processor: t.union([t.null, Template], 'null, or a TemplateProcessing'),
  }),
])

/** What is read of a tokenizer.json: every component that Gemma's published tokenizers consist of, and no other. */
export type TokenizerJson = t.TypeOf<typeof TokenizerJson>

/** Looked at first: where a component is of another type, its own keys have nothing to say. */
const Types = t.type({
  model: t.type({ type: t.literal('BPE') }),
  normalizer: t.type({ type: t.literal('Replace') }),
})

/**
 * The JSON of a tokenizer.json through its codec. `BadConfig` where it is another tokenizer than Gemma's: another type
 * of model or another component. The file is data only; nothing of it is run.
 */
export const decodeTokenizerJson = (file: string, json: unknown): E.Either<BadConfig, TokenizerJson> =>
  E.flatMap(() => decodeConfig(TokenizerJson, file, json))(decodeConfig(Types, file, json))
