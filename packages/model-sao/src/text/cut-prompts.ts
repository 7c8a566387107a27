import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TextConfig } from './config.js'
import type { CutPrompt, PromptTokenizer } from './tokenizer.js'

/**
 * Whether a prompt may have more than `length` tokens. T5 has at most a token for each letter as its tokenizer reads it
 * (NFKC), one for each word, and the end token; Gemma one for each byte. Most have far fewer, and then no tokenizer
 * needs to be read.
 */
const mayBeCut = (kind: TextConfig['_tag'], prompt: string, length: number): boolean => {
  switch (kind) {
    case 'T5':
      return prompt.normalize('NFKC').length + prompt.split(/\s+/).length + 1 > length
    case 'T5Gemma':
      return Buffer.byteLength(prompt.replaceAll(' ', '▁')) > length
  }
}

/**
 * What the text encoder of a checkpoint, with that tokenizer, does not read of each prompt; `null` where it reads all.
 * Errors: those of the tokenizer.
 */
export const cutPromptsOf = (
  { textConfig, partConfigs }: Checkpoint,
  tokenizer: TE.TaskEither<CheckpointError, PromptTokenizer>,
  prompts: readonly string[],
): TE.TaskEither<CheckpointError, readonly (CutPrompt | null)[]> => {
  const { length } = partConfigs.conditioning.prompt
  const isLong = (prompt: string): boolean => mayBeCut(textConfig._tag, prompt, length)
  if (!prompts.some(isLong)) return TE.right(prompts.map(() => null))
  return pipe(
    tokenizer,
    TE.map((open) => prompts.map((prompt) => (isLong(prompt) ? open.cut(prompt, length) : null))),
  )
}
