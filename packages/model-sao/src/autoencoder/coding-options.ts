/** How one run is made. */
export interface CodingOptions {
  /**
   * Frames that are kept of each chunk, of which several may be computed at once: a whole number of at least 1. Without
   * it, a bounded length that the memory at hand allows.
   */
  readonly chunk?: number
  /**
   * How a sound is cut: `exact` (the default) computes as much around each chunk as the network reaches, so that the
   * result is that of the whole; `reference` cuts as Stable Audio 3 does, whatever `chunk` says.
   */
  readonly chunks?: 'exact' | 'reference'
  /** Ends the run before its next chunk, with `RunAborted`. */
  readonly signal?: AbortSignal
}
