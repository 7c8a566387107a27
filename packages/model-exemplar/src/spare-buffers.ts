/** What one call after another works in, so that the collector of garbage has not as much to collect after each. */
export interface SpareBuffers<A> {
  /** One of such a length, whatever is in it: one that was given back, if it fits and nobody has it. */
  readonly lend: (length: number) => A
  readonly giveBack: (one: A) => void
}

/** None yet. */
export const spareBuffers = <A extends { readonly length: number }>(make: (length: number) => A): SpareBuffers<A> => {
  const spare: A[] = []
  return {
    lend: (length) => {
      const last = spare.pop()
      return last?.length === length ? last : make(length)
    },
    giveBack: (one) => void spare.push(one),
  }
}
