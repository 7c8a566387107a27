import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type CutPrompt, openTokenizer } from './tokenizer.js'

/**
 * Whether a prompt may have more than `length` tokens: one has at most a token for each letter as the tokenizer reads
 * it (NFKC), one for each word, and the end token. Most have far fewer, and then no tokenizer needs to be read.
 */
const mayBeCut = (prompt: string, length: number): boolean =>
  prompt.normalize('NFKC').length + prompt.split(/\s+/).length + 1 > length

/**
 * What the text encoder of a checkpoint does not read of each prompt; `null` where it reads all. Errors: those of
 * `openTokenizer`.
 */
export const cutPromptsOf = (
  { tokenizer: { tokenizer }, textConfig, partConfigs }: Checkpoint,
  prompts: readonly string[],
): TE.TaskEither<CheckpointError, readonly (CutPrompt | null)[]> => {
  const { length } = partConfigs.conditioning.prompt
  if (!prompts.some((prompt) => mayBeCut(prompt, length))) return TE.right(prompts.map(() => null))
  return pipe(
    openTokenizer(tokenizer, textConfig.vocabulary),
    TE.map((open) => prompts.map((prompt) => (mayBeCut(prompt, length) ? open.cut(prompt, length) : null))),
  )
}
