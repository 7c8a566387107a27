import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { hash, nullable, ordinal } from '../recipe/codecs.js'
import { Recipe, recipeJson, recipeOf } from '../recipe/recipe.js'

/** The version of the form in which takes are stored; another is refused. */
const takeVersion = 1

const path = t.string

/** Where what a take is made of lies: the clip, the clips that are learnt from, the folder of the model. */
const TakeFiles = t.type({ input: nullable(path), exemplars: t.readonlyArray(path), model: nullable(path) })

/** See the codec of the same name. */
export type TakeFiles = Readonly<t.TypeOf<typeof TakeFiles>>

/** Where a take goes, and whether what is there makes way. */
const TakeOutput = t.type({ path, plot: nullable(path), force: t.boolean })

/** From which take it was forked, and after how many steps of the run. */
const Parent = t.type({ take: ordinal, step: ordinal })

/** A file that a take was written to, and the SHA-256 of what is in it. */
const WrittenFile = t.type({ path, hash })

/** See the codec of the same name. */
export type WrittenFile = Readonly<t.TypeOf<typeof WrittenFile>>

/** A recipe as a part of what is stored. */
const StoredRecipe = new t.Type<Recipe, unknown, unknown>('a recipe', Recipe.is, recipeOf, recipeJson)

const noteFields = {
  sigmastream: t.string,
  node: t.string,
  recipe: StoredRecipe,
  files: TakeFiles,
  output: TakeOutput,
  /** A frame is kept after every so many steps. */
  every: ordinal,
  parent: nullable(Parent),
  /** What it was written to, once it is about to take its names; `null` before. */
  written: nullable(t.readonlyArray(WrittenFile)),
}

/** Of a note nothing else is stored, and nothing else is read. */
const StoredNote = t.strict({ version: t.literal(takeVersion), ...noteFields })

const Note = t.type(noteFields)

/** What is known of a take before its first step: all that it takes to go on with it in another process. */
export type TakeNote = Readonly<t.TypeOf<typeof Note>>

/** A note as JSON. */
export const encodeNote = (note: TakeNote): unknown => StoredNote.encode({ version: takeVersion, ...note })

/** A note from JSON. */
export const decodeNote = (json: unknown): E.Either<t.Errors, TakeNote> =>
  pipe(
    StoredNote.decode(json),
    E.map((stored) => {
      const { version: _, ...note } = stored
      return note
    }),
  )
