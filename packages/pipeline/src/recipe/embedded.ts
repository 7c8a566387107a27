import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import { field, words } from '../words.js'
import { embeddedName } from './fields.js'
import type { Recipe, RecipeFields, Task } from './recipe.js'
import { stableAudioNames } from './stable-audio-fields.js'

/** Whether a recipe is of the embedded model: it says so, or says what only that model is told (as of 0.1.0). */
export const isEmbedded = ({ model, exemplars }: Recipe): boolean =>
  model === embeddedName || (model === undefined && exemplars !== undefined)

/** What only Stable Audio 3 takes, as it alone makes more than is kept. */
const ofThree: ReadonlySet<(typeof stableAudioNames)[number]> = new Set(['headroom', 'padding'])

/** Refused: what is for Stable Audio, where the embedded model is asked. How long a loop is either is told. */
export const checkEmbedded = (asked: RecipeFields & Partial<Pick<Task, 'command'>>): E.Either<RenderError, void> => {
  const stray = stableAudioNames.find(
    (name) => asked[name] !== undefined && !(name === 'seconds' && asked.command === 'loop'),
  )
  return stray === undefined
    ? E.right(undefined)
    : refuseRecipe(
        stray,
        words`${field(stray)} is for ${ofThree.has(stray) ? 'Stable Audio 3' : 'Stable Audio'}`,
        words`give ${field('model')} and its folder as well, or leave it out`,
      )
}
