import { type BadConfig, badConfig, decodeConfig } from '@sigmastream/checkpoint'
import { showJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { wholeNumber } from '../whole-number.js'

const Id = wholeNumber(0, 2 ** 20)

/** Patterns are taken only where they are no program of the file's own: this one is written here, and run from here. */
const SPACES = ' {2,}'

const Rewrite = t.union(
  [
    t.type({ type: t.literal('Strip'), strip_left: t.boolean, strip_right: t.boolean }),
    t.type({ type: t.literal('Replace'), pattern: t.type({ Regex: t.literal(SPACES) }), content: t.string }),
  ],
  `Strip, or Replace of the pattern "${SPACES}"`,
)

const PrecompiledJson = t.type({ type: t.literal('Precompiled'), precompiled_charsmap: t.string })

const Normalizer = t.union(
  [PrecompiledJson, t.type({ type: t.literal('Sequence'), normalizers: t.array(t.union([PrecompiledJson, Rewrite])) })],
  'Precompiled, or a Sequence of Precompiled, Strip and Replace',
)

const Metaspace = t.intersection([
  t.type({ type: t.literal('Metaspace'), replacement: t.literal('▁') }),
  t.partial({ prepend_scheme: t.keyof({ always: null, first: null }), add_prefix_space: t.literal(true) }),
])

const PreTokenizer = t.union(
  [
    Metaspace,
    t.type({
      type: t.literal('Sequence'),
      pretokenizers: t.tuple([t.type({ type: t.literal('WhitespaceSplit') }), Metaspace]),
    }),
  ],
  'Metaspace, or a Sequence of WhitespaceSplit and Metaspace',
)

const Unigram = t.intersection([
  t.type({ type: t.literal('Unigram'), unk_id: Id, vocab: t.array(t.tuple([t.string, t.number])) }),
  t.partial({ byte_fallback: t.literal(false) }),
])

const AddedToken = t.intersection([
  t.type({ id: Id, content: t.string, normalized: t.literal(false) }),
  t.partial({ single_word: t.literal(false), lstrip: t.boolean, rstrip: t.boolean }),
])

const Template = t.type({
  type: t.literal('TemplateProcessing'),
  single: t.tuple([
    t.type({ Sequence: t.type({ id: t.literal('A') }) }),
    t.type({ SpecialToken: t.type({ id: t.string }) }),
  ]),
})

const TokenizerJson = t.type({
  model: Unigram,
  normalizer: Normalizer,
  pre_tokenizer: PreTokenizer,
  post_processor: Template,
  added_tokens: t.array(AddedToken),
})

/** What is read of a tokenizer.json: every component that T5's published tokenizers consist of, and no other. */
export type TokenizerJson = t.TypeOf<typeof TokenizerJson>

const typeOf = (json: unknown, key: string): unknown => {
  const component = t.UnknownRecord.is(json) ? json[key] : undefined
  return t.UnknownRecord.is(component) ? component['type'] : undefined
}

/** Looked at first: where a component is of another type, its own keys have nothing to say. */
const TYPES: readonly (readonly [key: string, types: readonly unknown[]])[] = [
  ['model', ['Unigram']],
  ['normalizer', ['Precompiled', 'Sequence']],
  ['pre_tokenizer', ['Metaspace', 'Sequence']],
  ['post_processor', ['TemplateProcessing']],
]

/**
 * The JSON of a tokenizer.json through its codec. `BadConfig` where it is another tokenizer than T5's: another type of
 * model or another component. The file is data only; no regular expression of its own is run.
 */
export const decodeTokenizerJson = (file: string, json: unknown): E.Either<BadConfig, TokenizerJson> => {
  const other = TYPES.find(([key, types]) => !types.includes(typeOf(json, key)))
  return other === undefined
    ? decodeConfig(TokenizerJson, file, json)
    : E.left(
        badConfig(
          file,
          `${other[0]}.type`,
          showJson(typeOf(json, other[0])),
          `${other[1].join(' or ')}, as in the tokenizer of T5`,
        ),
      )
}
