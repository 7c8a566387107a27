import fc from 'fast-check'

/**
 * A sentence that must hold, and the property that tries to refute it. `runs` is its own number of runs where one run
 * says it all.
 */
export interface Law {
  readonly name: string
  readonly property: fc.IAsyncProperty<unknown>
  readonly runs?: number
}

/** A law over generated cases. `holds` rejects, with what is wrong, where a case breaks it. */
export const law = <A>(name: string, cases: fc.Arbitrary<A>, holds: (one: A) => Promise<void>): Law => ({
  name,
  property: fc.asyncProperty(cases, holds),
})

/** A law about a single case, which is measured once. */
export const fact = (name: string, holds: () => Promise<void>): Law => ({
  ...law(name, fc.constant('the one case'), holds),
  runs: 1,
})

/** Ends a law with what is wrong. */
export const refute = (what: string): never => {
  throw new Error(what)
}
