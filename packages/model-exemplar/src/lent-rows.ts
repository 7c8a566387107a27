/** Rows that one call after another works in, so that the collector of garbage has not as much to collect after each. */
export interface LentRows {
  /** Rows of so many values, whatever is in them: those that were given back, if they fit and nobody has them. */
  readonly lend: (length: number) => Float32Array
  readonly giveBack: (rows: Float32Array) => void
}

/** None yet. */
export const lentRows = (): LentRows => {
  const spare: Float32Array[] = []
  return {
    lend: (length) => {
      const last = spare.pop()
      return last?.length === length ? last : new Float32Array(length)
    },
    giveBack: (rows) => void spare.push(rows),
  }
}
