import type { CutPrompt, StableAudio } from '@sigmastream/model-sao'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { UnheardText } from '../model.js'
import { fromStableAudioError } from './errors.js'
import type { StableAudioRecipe } from './recipe.js'

type Texts = Pick<StableAudioRecipe, 'prompt' | 'negative'>

const unheardIn = (of: UnheardText['of'], cut: CutPrompt | null | undefined): readonly UnheardText[] =>
  cut === null || cut === undefined ? [] : [{ of, tokens: cut.tokens, counted: cut.counted, words: cut.unheard }]

/** What the model does not hear of the texts of each piece, in their order. Errors: a tokenizer that cannot be read. */
export const unheardTexts = (
  model: StableAudio,
  pieces: readonly Texts[],
): TE.TaskEither<RenderError, readonly (readonly UnheardText[])[]> =>
  pipe(
    model.cutPrompts(pieces.flatMap(({ prompt, negative }) => [prompt, negative ?? ''])),
    TE.bimap(
      fromStableAudioError('reading the tokenizer'),
      // two texts for each piece
      (cuts) =>
        RA.makeBy(pieces.length, (i) => [
          ...unheardIn('prompt', cuts[2 * i]),
          ...unheardIn('negative', cuts[2 * i + 1]),
        ]),
    ),
  )
