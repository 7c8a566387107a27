/** Files of one commit of a repository, on this disk. */
export interface Snapshot {
  /** The folder of the commit in the cache. */
  readonly folder: string
  readonly commit: string
  /** The files in it that were selected, by their paths in the repository. */
  readonly files: readonly string[]
}
