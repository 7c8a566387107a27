import type { StableAudio } from '@sigmastream/model-sao'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { UnheardText } from '../model.js'
import { fromStableAudioError } from './errors.js'
import { textsOf } from './prompts.js'
import type { StableAudioRecipe } from './recipe.js'

/** What the model does not hear of the texts of each piece, in their order. Errors: a tokenizer that cannot be read. */
export const unheardTexts = (
  model: StableAudio,
  pieces: readonly StableAudioRecipe[],
): TE.TaskEither<RenderError, readonly (readonly UnheardText[])[]> => {
  const texts = pieces.map(textsOf)
  const starts = RA.scanLeft(0, (sum: number, { length }: readonly unknown[]) => sum + length)(texts)
  return pipe(
    model.cutPrompts(texts.flatMap((all) => all.map(([, text]) => text))),
    TE.bimap(fromStableAudioError('reading the tokenizer'), (cuts) =>
      texts.map((all, piece) =>
        all.flatMap(([of], i) => {
          const cut = cuts[(starts[piece] ?? 0) + i] ?? null
          return cut === null ? [] : [{ of, tokens: cut.tokens, counted: cut.counted, words: cut.unheard }]
        }),
      ),
    ),
  )
}
