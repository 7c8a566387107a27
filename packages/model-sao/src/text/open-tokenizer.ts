import type { taskEither as TE } from 'fp-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TokenizerFiles } from '../checkpoint/survey.js'
import type { TextConfig } from './config.js'
import { openT5Tokenizer } from './t5/tokenizer.js'
import { openGemmaTokenizer } from './t5gemma/tokenizer.js'
import type { PromptTokenizer } from './tokenizer.js'

/** Opens the tokenizer of a text encoder. Errors: those of `openT5Tokenizer` or `openGemmaTokenizer`. */
export const openPromptTokenizer = (
  files: TokenizerFiles,
  { _tag, vocabulary }: Pick<TextConfig, '_tag' | 'vocabulary'>,
): TE.TaskEither<CheckpointError, PromptTokenizer> => {
  switch (_tag) {
    case 'T5':
      return openT5Tokenizer(files.tokenizer, vocabulary)
    case 'T5Gemma':
      return openGemmaTokenizer(files, vocabulary)
  }
}
