import type { Recipe, RenderError } from '@sigmastream/pipeline'

/** A recipe that a farm is asked for, and the name of what it makes. */
export interface NamedRecipe {
  readonly recipe: Recipe
  /** What its result is to be called, without a folder: `.wav` or `.flac`. Several results of one recipe are numbered. */
  readonly name: string
  /** The line or the file that asks for it, for messages. */
  readonly where: string
}

/** A recipe that no job can be made of, and why. */
export interface Refusal {
  readonly where: string
  readonly error: RenderError
}
