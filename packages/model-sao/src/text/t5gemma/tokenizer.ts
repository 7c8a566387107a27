import { badConfig, decodeConfig, readJson } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { TokenizerFiles } from '../../checkpoint/survey.js'
import type { Fault } from '../fault.js'
import { type PromptTokenizer, promptTokenizer } from '../tokenizer.js'
import { readTokenizerFile } from '../tokenizer-file.js'
import { gemmaEncoder } from './encoder.js'
import { decodeTokenizerJson, type TokenizerJson } from './tokenizer-json.js'

/** The published file has 34 MB, 256 000 tokens and twice as many merges, each with its brackets. */
const BOUNDS = { mostBytes: 2 ** 26, mostValues: 2 ** 22, keysAreNames: true }

const PADDING = '<pad>'

/** What of a tokenizer_config.json changes ids. */
const Settings = t.partial({ add_bos_token: t.literal(false), add_eos_token: t.literal(false) })
type Settings = t.TypeOf<typeof Settings>

/**
 * Whether the template of tokenizer.json puts nothing around a prompt; where the settings say that nothing is added,
 * transformers makes a template of its own.
 */
const checkTemplate = ({ post_processor: template }: TokenizerJson, settings: Settings): E.Either<Fault, unknown> => {
  const isSaid = settings.add_bos_token === false || settings.add_eos_token === false
  const around = isSaid ? -1 : (template?.single ?? []).findIndex((one) => 'SpecialToken' in one)
  return around === -1
    ? E.right(template)
    : E.left([`post_processor.single[${around}]`, 'a special token', 'none: add_bos_token is false'])
}

const checkIds = ({ model: { vocab }, added_tokens }: TokenizerJson, vocabulary: number): E.Either<Fault, number> => {
  const largest = [...vocab.values(), ...added_tokens.map(({ id }) => id)].reduce((a, b) => Math.max(a, b), 0)
  const padding = vocab.get(PADDING)
  const below = `below the text encoder's vocab_size, ${vocabulary}`
  if (largest >= vocabulary) return E.left(['model.vocab', `ids up to ${largest}`, below])
  return padding === undefined ? E.left(['model.vocab', `without ${PADDING}`, 'with that token']) : E.right(padding)
}

/**
 * Opens Gemma's tokenizer.json for a text encoder whose embedding has `vocabulary` rows: ids equal those of Python's
 * tokenizers, without a token in front or at the end. Any string is a prompt, and an empty one has no tokens.
 *
 * Errors: those of `readTokenizerFile`, and `BadConfig` for another tokenizer than Gemma's, for settings that add
 * tokens around a prompt, and for ids past the vocabulary.
 */
export const openGemmaTokenizer = (
  { tokenizer: file, config }: TokenizerFiles,
  vocabulary: number,
): TE.TaskEither<CheckpointError, PromptTokenizer> =>
  pipe(
    TE.Do,
    TE.bind('settings', () =>
      pipe(
        readJson(config),
        TE.flatMapEither((json) => decodeConfig(Settings, config, json)),
      ),
    ),
    TE.bind('json', () =>
      pipe(
        readTokenizerFile(file, BOUNDS),
        TE.flatMapEither((json) => decodeTokenizerJson(file, json)),
      ),
    ),
    TE.flatMapEither(({ settings, json }) =>
      pipe(
        E.Do,
        E.tap(() => checkTemplate(json, settings)),
        E.bind('padding', () => checkIds(json, vocabulary)),
        E.bind('encodeText', () => gemmaEncoder(json)),
        E.bimap(
          ([key, wrong, right]): CheckpointError => badConfig(file, key, wrong, right),
          ({ padding, encodeText }) => promptTokenizer(encodeText, { padding }),
        ),
      ),
    ),
  )
