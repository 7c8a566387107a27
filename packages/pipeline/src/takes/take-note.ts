import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { hash, nullable, ordinal } from '../recipe/codecs.js'
import { type Recipe, recipeJson, recipeOf } from '../recipe/recipe.js'

/** The version of the form in which takes are stored; another is refused. */
const takeVersion = 1

const path = t.string

/** Where what a take is made of lies: the clip, the clips that are learnt from, the folder of the model. */
const TakeFiles = t.type({ input: nullable(path), exemplars: t.readonlyArray(path), model: nullable(path) })

/** See the codec of the same name. */
export type TakeFiles = Readonly<t.TypeOf<typeof TakeFiles>>

/** Where a take goes, and whether what is there makes way. */
const TakeOutput = t.type({ path, plot: nullable(path), force: t.boolean })

/** See the codec of the same name. */
export type TakeOutput = Readonly<t.TypeOf<typeof TakeOutput>>

/** From which take it was forked, and after how many steps of the run. */
const Parent = t.type({ take: ordinal, step: ordinal })

/** A file that a take was written to, and the SHA-256 of what is in it. */
const WrittenFile = t.type({ path, hash })

/** See the codec of the same name. */
export type WrittenFile = Readonly<t.TypeOf<typeof WrittenFile>>

const TakeJson = t.type({
  version: t.literal(takeVersion),
  sigmastream: t.string,
  node: t.string,
  recipe: t.unknown,
  files: TakeFiles,
  output: TakeOutput,
  every: ordinal,
  parent: nullable(Parent),
  written: nullable(t.readonlyArray(WrittenFile)),
})

/** What is known of a take before its first step: all that it takes to go on with it in another process. */
export interface TakeNote {
  readonly sigmastream: string
  readonly node: string
  readonly recipe: Recipe
  readonly files: TakeFiles
  readonly output: TakeOutput
  /** A frame is kept after every so many steps. */
  readonly every: number
  readonly parent: Readonly<t.TypeOf<typeof Parent>> | null
  /** What it was written to, once it is about to take its names; `null` before. */
  readonly written: readonly WrittenFile[] | null
}

/** A note as JSON. */
export const encodeNote = ({
  sigmastream,
  node,
  recipe,
  files,
  output,
  every,
  parent,
  written,
}: TakeNote): unknown => ({
  version: takeVersion,
  sigmastream,
  node,
  recipe: recipeJson(recipe),
  files,
  output,
  every,
  parent,
  written,
})

/** A note from JSON. */
export const decodeNote = (json: unknown): E.Either<t.Errors, TakeNote> =>
  pipe(
    TakeJson.decode(json),
    E.bindTo('note'),
    E.bind('recipe', ({ note }) => recipeOf(note.recipe)),
    E.map(({ note: { sigmastream, node, files, output, every, parent, written }, recipe }) => ({
      sigmastream,
      node,
      recipe,
      files,
      output,
      every,
      parent,
      written,
    })),
  )
