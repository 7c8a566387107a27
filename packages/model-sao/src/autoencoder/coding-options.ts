/** How one run is made. */
export interface CodingOptions {
  /**
   * Frames that are kept of each chunk: a whole number of at least 1. Without it, a bounded length that the memory at
   * hand allows.
   */
  readonly chunk?: number
  /** Ends the run before its next chunk, with `RunAborted`. */
  readonly signal?: AbortSignal
}
