import { either as E } from 'fp-ts'

/**
 * Which files of a repository are wanted. It is asked of the paths that the hub lists, and again, without a network, of
 * those that the cache holds: so it must tell a whole from a part by what is there.
 */
export interface Selection<Lack> {
  /**
   * Small files to be read before it can be said which are wanted, such as an index that names others. `Left`: nothing
   * is to be fetched, for what is wanted is not there whatever they say.
   */
  readonly readFirst: (paths: ReadonlySet<string>) => E.Either<Lack, readonly string[]>
  /**
   * Those that are wanted, by the contents of what was read first, as far as that is there and has at most 16 MiB.
   * `Left`: what is wanted is not all there.
   */
  readonly select: (
    paths: ReadonlySet<string>,
    contents: ReadonlyMap<string, Uint8Array>,
  ) => E.Either<Lack, readonly string[]>
}

/** Files by their paths in the repository, with slashes; each must be there. */
export const filesNamed = (...paths: readonly string[]): Selection<never> => ({
  readFirst: () => E.right([]),
  select: () => E.right(paths),
})
