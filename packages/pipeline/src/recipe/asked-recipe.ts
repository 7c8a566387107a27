import * as t from 'io-ts'
import { recipeFields } from './fields.js'
import type { Recipe } from './recipe.js'
import { taskFields } from './task-fields.js'
import { edit, extend, inpaint } from './tasks.js'

const { regions, before, after, feather, paintStart, paintEnd, strength, fromPrompt, fromCfg } = taskFields

/** What is done, as a person writes it: what is usual of a task may be left out. */
const AskedTask = t.union([
  t.type({ command: t.literal('generate') }),
  t.intersection([t.type({ command: t.literal('inpaint'), regions }), t.partial({ feather, paintStart, paintEnd })]),
  t.type({ command: t.literal('loop') }),
  t.type({ command: t.literal('restyle'), strength }),
  t.type({ command: t.literal('vary') }),
  t.intersection([
    t.type({ command: t.literal('edit'), fromPrompt }),
    t.partial({ fromCfg, strength, regions, feather }),
  ]),
  t.intersection([t.type({ command: t.literal('extend') }), t.partial({ before, after })]),
])

/** A recipe as a person writes it: every whole one is such a one too. */
export const AskedRecipe = t.intersection([t.partial(recipeFields), AskedTask])

/** See the codec of the same name. */
export type AskedRecipe = Readonly<t.TypeOf<typeof AskedRecipe>>

/** The recipe with all that its task has to say: what was left out as `inpaint`, `edit` and `extend` say it of nothing else. */
export const wholeRecipe = (asked: AskedRecipe): Recipe => {
  switch (asked.command) {
    case 'inpaint':
      return { ...inpaint(asked.regions), ...asked }
    case 'edit':
      return { ...edit(asked.fromPrompt), ...asked }
    case 'extend':
      return { ...extend({}), ...asked }
    default:
      return asked
  }
}
