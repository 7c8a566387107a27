import { hash, Recipe, wholeNumber } from '@sigmastream/pipeline/recipe'
import { Fault, PreparedEvent, ResultFile } from '@sigmastream/render-thread/wire'
import * as t from 'io-ts'
import { Parent, RenderState } from '../api/render.js'

/** The version of the form in which renders are stored; another is left alone. */
export const noteVersion = 1

/**
 * What is kept of a render, so that another process can go on with it. `life` is how often it was begun: the ids of its
 * events grow from one to the next.
 */
export const RenderNote = t.type({
  version: t.literal(noteVersion),
  id: hash,
  recipe: Recipe,
  whole: t.union([Recipe, t.null]),
  state: RenderState,
  prepared: t.union([PreparedEvent, t.null]),
  done: wholeNumber(0),
  error: t.union([Fault, t.null]),
  result: t.union([ResultFile, t.null]),
  parent: t.union([Parent, t.null]),
  created: t.string,
  life: wholeNumber(0),
})

/** See the codec of the same name. */
export type RenderNote = Readonly<t.TypeOf<typeof RenderNote>>
