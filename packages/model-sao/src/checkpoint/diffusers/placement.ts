/**
 * Where a tensor of the diffusers layout belongs: it is part `index` of the `of` that make up the weight `name` of the
 * single-file layout, concatenated along the first dimension.
 */
export interface Placement {
  readonly name: string
  readonly index: number
  readonly of: number
  /**
   * Where the rows of the tensor are as many equal groups in another order than the single file's: which group comes
   * first there, and so on.
   */
  readonly groups?: readonly number[]
}

/** A tensor that is a whole weight. */
export const wholeWeight = (name: string): Placement => ({ name, index: 0, of: 1 })

/** Finds the place of a tensor by its name in its own file; `undefined` where the single-file layout has none. */
export type PlacementOf = (name: string) => Placement | undefined

/** A table from names of one layout to names of the other. */
export type NameTable = Readonly<Record<string, string>>

/** The value under an own key: names of a file must not reach a prototype. */
export const lookUp = (table: NameTable, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined
