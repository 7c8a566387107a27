import { either as E } from 'fp-ts'

/** The paths in a repository. */
export type Names = ReadonlySet<string>

/** The paths of what was looked for, or those that are missing. */
export type FoundFiles = E.Either<readonly string[], readonly string[]>

/** One file by its path. */
export const requireFile = (names: Names, path: string): FoundFiles =>
  names.has(path) ? E.right([path]) : E.left([path])

/** Every file, or everything that is missing. */
export const all = (found: readonly FoundFiles[]): FoundFiles => {
  const missing = found.flatMap((one) => (E.isLeft(one) ? one.left : []))
  return missing.length > 0 ? E.left(missing) : E.right(found.flatMap((one) => (E.isRight(one) ? one.right : [])))
}
