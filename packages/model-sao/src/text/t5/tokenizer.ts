import { type BadConfig, badConfig } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { Fault } from '../fault.js'
import { type Ends, type PromptTokenizer, promptTokenizer } from '../tokenizer.js'
import { readTokenizerFile } from '../tokenizer-file.js'
import { decodeTokenizerJson, type TokenizerJson } from './tokenizer-json.js'
import { unigramEncoder } from './unigram.js'

const PADDING = '<pad>'

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

/**
 * Opens T5's tokenizer.json for a text encoder whose embedding has `vocabulary` rows. Ids equal those of Python's
 * tokenizers and, batched, those of transformers' `tokenizer(prompts, truncation=True, max_length=length,
 * padding='max_length')`; names of special tokens inside a prompt are those tokens, as there. Any string is a prompt.
 *
 * Errors: those of `readTokenizerFile`, and `BadConfig` for another tokenizer than T5's or ids past the vocabulary.
 */
export const openT5Tokenizer = (file: string, vocabulary: number): TE.TaskEither<CheckpointError, PromptTokenizer> => {
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
          E.bimap(bad, ({ ends, encodeText }) => promptTokenizer(encodeText, ends)),
        ),
    ),
  )
}
