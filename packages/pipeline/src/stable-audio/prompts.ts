import type { PromptItem } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { UnheardText } from '../model.js'
import { branchesOf } from '../recipe/branches.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, words } from '../words.js'

/** What a recipe says of its prompts. */
type PromptFields = Pick<Recipe, 'prompt' | 'otherPrompt' | 'blend' | 'promptUntil'>

/** Refused: a second prompt without a word on how the two go together, or with two; a word without a second prompt. */
export const checkPrompts = ({ otherPrompt, blend, promptUntil }: PromptFields): E.Either<RenderError, void> => {
  const both = words`${field('blend')}, how much of it is heard, or ${field('promptUntil')}, the sigma from which on it is`
  if (blend !== undefined && promptUntil !== undefined)
    return refuseRecipe(
      'blend',
      words`${field('blend')} and ${field('promptUntil')} each say when the second prompt is heard`,
      ['leave one of them out'],
    )
  const stray = blend !== undefined ? 'blend' : promptUntil === undefined ? null : 'promptUntil'
  if (otherPrompt === undefined && stray !== null)
    return refuseRecipe(
      stray,
      words`${field(stray)} is of two prompts, and there is one`,
      words`give ${field('otherPrompt')} too, or leave it out`,
    )
  return otherPrompt !== undefined && stray === null
    ? refuseRecipe('otherPrompt', words`${field('otherPrompt')}: it is not said how two prompts go together`, [
        'give ',
        ...both,
      ])
    : E.right(undefined)
}

/** The texts that a model is told for what is to be: one, a blend of two, or one after the other. */
export const targetTexts = ({
  prompt = '',
  otherPrompt,
  blend,
}: PromptFields): readonly Pick<PromptItem, 'prompt' | 'blend'>[] => {
  if (otherPrompt === undefined) return [{ prompt }]
  return blend === undefined
    ? [{ prompt }, { prompt: otherPrompt }]
    : [{ prompt, blend: { prompt: otherPrompt, by: blend } }]
}

/** The negative prompt, where something is led away from: a profile may have one though nothing is. */
export const heardNegative = (recipe: Recipe & Required<Pick<Recipe, 'negative'>>): string | null =>
  branchesOf(recipe) === 1 ? null : recipe.negative

/** Every text that a model is told, by the field that says it. */
export const textsOf = (recipe: Recipe): readonly (readonly [of: UnheardText['of'], text: string])[] => {
  const { prompt, otherPrompt, negative } = recipe
  const said = { prompt, otherPrompt, fromPrompt: recipe.command === 'edit' ? recipe.fromPrompt : null, negative }
  const names = ['prompt', 'otherPrompt', 'fromPrompt', 'negative'] as const
  return names.flatMap((of) => {
    const text = said[of] ?? null
    return text === null ? [] : [[of, text] as const]
  })
}
