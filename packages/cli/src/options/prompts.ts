import { either as E } from 'fp-ts'
import { type CliError, usage } from '../errors.js'

/** What several prompts are as fields of a recipe; `name` is how they are typed. Errors: usage. */
export const promptFields = <A>(
  prompts: readonly A[],
  name: string,
): E.Either<CliError, { readonly prompt?: A; readonly otherPrompt?: A }> => {
  const [prompt, otherPrompt] = prompts
  if (prompts.length > 2)
    return E.left(usage(`${name} ${prompts.length} times: two prompts can be heard in one sound: give one or two`))
  return E.right({ ...(prompts.length > 0 ? { prompt } : {}), ...(prompts.length > 1 ? { otherPrompt } : {}) })
}

/** What was typed, with what each `--prompt` is. Errors: usage. */
export const withPrompts = (typed: unknown): E.Either<CliError, unknown> => {
  if (typeof typed !== 'object' || typed === null || !('prompt' in typed) || !Array.isArray(typed.prompt))
    return E.right(typed)
  const { prompt, ...others } = typed
  return E.map((fields: object) => ({ ...others, ...fields }))(promptFields(prompt, '--prompt'))
}
