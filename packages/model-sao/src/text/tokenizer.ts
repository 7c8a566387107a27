import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type BadConfig, badConfig, type CheckpointError } from '../checkpoint/errors.js'
import { decodeTokenizerJson, type TokenizerJson } from './t5/tokenizer-json.js'
import { type Fault, unigramEncoder } from './t5/unigram.js'
import { readTokenizerFile } from './tokenizer-file.js'

/**
 * Prompts as a text encoder takes them: row-major `[prompts, length]`; the mask is 1 where a token is, 0 where padding
 * is.
 */
export interface TokenBatch {
  readonly length: number
  readonly ids: BigInt64Array
  readonly mask: Float32Array
}

/** A prompt that is longer than its reader takes. */
export interface CutPrompt {
  /** Tokens of all of it, the end token included; at least so many of a text of more than 16 384 letters. */
  readonly tokens: number
  /** How many of them are read. */
  readonly counted: number
  /** What is not read, or not to its end, from the first such word on. */
  readonly unheard: string
}

/** A loaded tokenizer. */
export interface PromptTokenizer {
  /** The token ids of a prompt, the end token last, however many. */
  readonly encode: (prompt: string) => readonly number[]
  /**
   * Each prompt cut to `length` tokens, the last of them the end token, or padded at its end. `length` is at least 1.
   */
  readonly batch: (prompts: readonly string[], length: number) => TokenBatch
  /** What `batch` cuts off a prompt; `null` for nothing. */
  readonly cut: (prompt: string, length: number) => CutPrompt | null
}

/**
 * UTF-16 units of a prompt that are read. T5's longest token has 16 characters and no encoder takes more than 1024
 * tokens, so what comes after them would be cut anyway; a prompt of any length costs no more than this.
 */
const MOST_TEXT = 16 * 1024

const PADDING = '<pad>'

interface Ends {
  readonly end: number
  readonly padding: number
}

/** The ids that go around a prompt. `Left` where there are none, or an id has no row of its own in the embedding. */
const endsOf = (
  { model, added_tokens: added, post_processor }: TokenizerJson,
  vocabulary: number,
): E.Either<Fault, Ends> => {
  const ids = new Map(model.vocab.map(([content], id) => [content, id]))
  added.forEach(({ content, id }) => ids.set(content, id))
  const name = post_processor.single[1].SpecialToken.id
  const [end, padding] = [ids.get(name), ids.get(PADDING)]
  const largest = added.reduce((most, { id }) => Math.max(most, id), model.vocab.length - 1)
  const below = `below the text encoder's vocab_size, ${vocabulary}`
  if (largest >= vocabulary) return E.left(['added_tokens', `ids up to ${largest}`, below])
  if (model.unk_id >= model.vocab.length)
    return E.left(['model.unk_id', String(model.unk_id), `below ${model.vocab.length}`])
  return end === undefined || padding === undefined
    ? E.left(['added_tokens', `without ${end === undefined ? name : PADDING}`, 'with that token'])
    : E.right({ end, padding })
}

/** Where words of a text end. */
const wordEnds = (text: string): readonly number[] =>
  [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => index + word.length)

/**
 * The words that are read whole are those whose tokens fit in front of the end token: their number is found by halving,
 * since more words never have fewer tokens.
 */
const cutOf = (encode: PromptTokenizer['encode'], prompt: string, length: number): CutPrompt | null => {
  const tokens = encode(prompt).length
  if (tokens <= length) return null
  const ends = wordEnds(prompt.slice(0, MOST_TEXT))
  let [heard, unheard] = [0, ends.length]
  while (unheard - heard > 1) {
    const middle = (heard + unheard) >> 1
    if (encode(prompt.slice(0, ends[middle - 1])).length <= length) heard = middle
    else unheard = middle
  }
  return { tokens, counted: length, unheard: prompt.slice(heard === 0 ? 0 : ends[heard - 1]).trim() }
}

const tokenizerOf = (encodeText: (text: string) => readonly number[], { end, padding }: Ends): PromptTokenizer => {
  const encode = (prompt: string): readonly number[] => [...encodeText(prompt.slice(0, MOST_TEXT)), end]
  return {
    encode,
    cut: (prompt, length) => cutOf(encode, prompt, length),
    batch: (prompts, length) => {
      const ids = new BigInt64Array(prompts.length * length).fill(BigInt(padding))
      const mask = new Float32Array(prompts.length * length)
      prompts.forEach((prompt, row) => {
        const all = encode(prompt)
        const kept = all.length <= length ? all : [...all.slice(0, length - 1), end]
        ids.set(kept.map(BigInt), row * length)
        mask.fill(1, row * length, row * length + kept.length)
      })
      return { length, ids, mask }
    },
  }
}

/**
 * Opens T5's tokenizer.json for a text encoder whose embedding has `vocabulary` rows. Ids equal those of Python's
 * tokenizers and, batched, those of transformers' `tokenizer(prompts, truncation=True, max_length=length,
 * padding='max_length')`; names of special tokens inside a prompt are those tokens, as there. Any string is a prompt.
 *
 * Errors: those of `readTokenizerFile`, and `BadConfig` for another tokenizer than T5's or ids past the vocabulary.
 */
export const openTokenizer = (file: string, vocabulary: number): TE.TaskEither<CheckpointError, PromptTokenizer> => {
  const bad = ([key, wrong, right]: Fault): BadConfig => badConfig(file, key, wrong, right)
  return pipe(
    readTokenizerFile(file),
    TE.flatMapEither((json) => decodeTokenizerJson(file, json)),
    TE.flatMapEither(
      (json): E.Either<CheckpointError, PromptTokenizer> =>
        pipe(
          E.Do,
          E.apS('ends', endsOf(json, vocabulary)),
          E.apS('encodeText', unigramEncoder(json)),
          E.bimap(bad, ({ ends, encodeText }) => tokenizerOf(encodeText, ends)),
        ),
    ),
  )
}
