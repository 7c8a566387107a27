import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoredMatrix, StoredWeight, Weights } from './weights.js'

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i])

/** Weights by their names, each checked for its shape when it is asked for. */
export const namedWeights = (all: readonly StoredWeight[]): Weights => {
  const byName = new Map(all.map((weight) => [weight.name, weight]))
  const get: Weights['get'] = (name, shape) => {
    const weight = byName.get(name)
    if (weight === undefined) return E.left({ _tag: 'MissingWeight', name })
    return sameShape(weight.shape, shape)
      ? E.right(weight)
      : E.left({ _tag: 'WrongShape', name, expected: shape, actual: weight.shape })
  }
  return {
    names: [...byName.keys()],
    get,
    matrix: (name, shape) =>
      pipe(
        get(name, shape),
        E.map((weight): StoredMatrix => ({ _tag: 'Plain', weight })),
      ),
  }
}
