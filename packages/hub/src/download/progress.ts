/** How far a pull is. */
export interface PullProgress {
  /** The file that is being fetched, by its path in the repository. */
  readonly file: string
  /**
   * Bytes on the disk, of all the files that are needed; what was there before counts. It may go back where bytes were
   * wrong.
   */
  readonly bytes: number
  /** Bytes of all the files that are needed. */
  readonly total: number
}
