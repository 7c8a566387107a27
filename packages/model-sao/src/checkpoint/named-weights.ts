import { either as E } from 'fp-ts'
import type { StoredWeight, Weights } from './weights.js'

const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/** Weights by their names, each checked for its shape when it is asked for. */
export const namedWeights = (all: readonly StoredWeight[]): Weights => {
  const byName = new Map(all.map((weight) => [weight.name, weight]))
  return {
    names: [...byName.keys()],
    get: (name, shape) => {
      const weight = byName.get(name)
      if (weight === undefined) return E.left({ _tag: 'MissingWeight', name })
      return sameShape(weight.shape, shape)
        ? E.right(weight)
        : E.left({ _tag: 'WrongShape', name, expected: shape, actual: weight.shape })
    },
  }
}
