import { either as E } from 'fp-ts'
import { field, type NameOf, textOf, type Words } from './words.js'

/**
 * What was asked for cannot be done, and nothing was run: `field` of the recipe (or `clip`, `exemplars`; `null` where it
 * is none of them alone) is `wrong`, and `right` would do. `line` is which of several recipes it is, from 0.
 */
export interface BadRecipe {
  readonly _tag: 'BadRecipe'
  readonly field: string | null
  readonly wrong: Words
  readonly right: Words
  readonly line?: number
}

/** It was asked rightly and went wrong. */
export interface RenderFailed {
  readonly _tag: 'RenderFailed'
  readonly message: Words
  readonly cause?: unknown
}

/** Its signal ended it. */
export interface RenderStopped {
  readonly _tag: 'RenderStopped'
}

/** Every way in which a rendering can end without its result. */
export type RenderError = BadRecipe | RenderFailed | RenderStopped

/** A refusal that names a field. */
export const badRecipe = (of: string | null, wrong: Words, right: Words = []): BadRecipe => ({
  _tag: 'BadRecipe',
  field: of,
  wrong,
  right,
})

/** The refusal as a `Left`. */
export const refuseRecipe = (of: string | null, wrong: Words, right: Words = []): E.Either<RenderError, never> =>
  E.left(badRecipe(of, wrong, right))

/** What an engine, a file or the loop failed at. */
export const renderFailed = (message: string | Words, cause?: unknown): RenderFailed => ({
  _tag: 'RenderFailed',
  message: typeof message === 'string' ? [message] : message,
  cause,
})

/** One line: what is wrong, and what would be right; `nameOf` says how fields are written. */
export const describeRenderError = (error: RenderError, nameOf?: NameOf): string => {
  switch (error._tag) {
    case 'BadRecipe':
      return [error.wrong, error.right].flatMap((part) => (part.length === 0 ? [] : [textOf(part, nameOf)])).join(': ')
    case 'RenderFailed':
      return textOf(error.message, nameOf)
    case 'RenderStopped':
      return 'stopped'
  }
}

/** The error as a face says it whose options have names of their own: in its sentences, and in its `field`. */
export const renameFields =
  (nameOf: NameOf) =>
  (error: RenderError): RenderError => {
    const renamed = (sentence: Words): Words =>
      sentence.map((part) => (typeof part === 'string' ? part : field(nameOf(part.field))))
    switch (error._tag) {
      case 'BadRecipe':
        return {
          ...error,
          field: error.field === null ? null : nameOf(error.field),
          wrong: renamed(error.wrong),
          right: renamed(error.right),
        }
      case 'RenderFailed':
        return { ...error, message: renamed(error.message) }
      case 'RenderStopped':
        return error
    }
  }

/** An error of one of several recipes says which of them it is of. */
export const onLine =
  (line: number, of: number) =>
  (error: RenderError): RenderError =>
    error._tag === 'BadRecipe' && of > 1 ? { ...error, line } : error

/** The one exception of this package, for edges that can only throw: a rejected promise, an observable's error. */
export class RenderException extends Error {
  override readonly name = 'RenderException'
  constructor(readonly error: RenderError) {
    super(describeRenderError(error), { cause: error._tag === 'RenderFailed' ? error.cause : undefined })
  }
}

/** The value, or `RenderException`. */
export const orThrow = <A>(result: E.Either<RenderError, A>): A => {
  if (E.isLeft(result)) throw new RenderException(result.left)
  return result.right
}
