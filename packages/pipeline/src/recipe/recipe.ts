import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import * as c from './codecs.js'
import { faultOf, type RecipeFault } from './fault.js'
import { fieldOrder, recipeFields } from './fields.js'
import { taskFields } from './task-fields.js'

/**
 * The version of the bits that are made here: it goes up whenever the same recipe gives other bits than before, on the
 * same machine. A recipe says the version that it was made with; one that says none was made by the first.
 */
export const BITS = 5

const { regions, before, after, feather, paintStart, paintEnd, strength, fromPrompt, fromCfg } = taskFields

/**
 * What is done. Regions, the feather and what comes before and after are in seconds, a paint window in steps. How far a
 * variation goes, and how long a loop is, are among the fields that may be left out.
 */
export const Task = t.union([
  t.type({ command: t.literal('generate') }),
  t.type({ command: t.literal('inpaint'), regions, feather, paintStart, paintEnd }),
  t.type({ command: t.literal('loop') }),
  t.type({ command: t.literal('restyle'), strength }),
  t.type({ command: t.literal('vary') }),
  t.type({ command: t.literal('edit'), fromPrompt, fromCfg, strength, regions, feather }),
  t.type({ command: t.literal('extend'), before, after }),
])

/** See the codec of the same name. */
export type Task = t.TypeOf<typeof Task>

const Fields = t.partial(recipeFields)

/** What a recipe says beside its task. */
export type RecipeFields = Readonly<t.TypeOf<typeof Fields>>

/**
 * What makes a result, as plain JSON: what is typed, what lies in the file that it made, what is explained and what is
 * made again. Only the task must be there: what is left out is the model's own, or chosen at random (the seed). What
 * `render` has made says everything.
 */
export const Recipe = t.intersection([Fields, Task])

/** See the codec of the same name. */
export type Recipe = Readonly<t.TypeOf<typeof Recipe>>

/** The fields of an object that a recipe has, in their one order; what is `undefined` is left out. */
const orderFields = (from: object): Readonly<Record<string, unknown>> => {
  const values = new Map<string, unknown>(Object.entries(from))
  return Object.fromEntries(
    fieldOrder.flatMap((name) => (values.get(name) === undefined ? [] : [[name, values.get(name)] as const])),
  )
}

/** The command first: what is wrong with the rest depends on it. */
const RecipeHead = t.type(
  {
    command: c.oneOf({
      generate: null,
      inpaint: null,
      restyle: null,
      vary: null,
      edit: null,
      extend: null,
      loop: null,
    }),
  },
  'a recipe',
)

/** A recipe from JSON; what is no field of one is left out. */
export const recipeOf = (json: unknown): E.Either<t.Errors, Recipe> =>
  pipe(
    RecipeHead.decode(json),
    E.flatMap((head) => Recipe.decode(orderFields(head))),
  )

/** A recipe as JSON whose fields have one order: equal recipes are equal texts. */
export const recipeJson = (recipe: Recipe): Readonly<Record<string, unknown>> => orderFields(Recipe.encode(recipe))

/** A recipe or the fault in it. */
export const decodeRecipe = (json: unknown): E.Either<RecipeFault, Recipe> => pipe(recipeOf(json), E.mapLeft(faultOf))
