import { namedWeights, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AskWeights } from './asked-weights.js'
import type { CheckpointError } from './errors.js'
import { isIdle } from './idle-weights.js'
import { unbuiltBlock } from './unbuilt-block.js'

/**
 * The weights of a part that nothing asks for, though they are there: none of a model that is understood. Errors: those
 * of `ask`, at the first weight that is not there or has another shape; `UnbuiltBlock`.
 */
export const unusedWeights = (
  stored: readonly StoredWeight[],
  ask: AskWeights,
): E.Either<CheckpointError, readonly string[]> => {
  const asked = new Set<string>()
  const all = namedWeights(stored)
  const noting: Weights = {
    names: all.names,
    get: (name, shape) => {
      asked.add(name)
      return all.get(name, shape)
    },
    matrix: (name, shape) => {
      asked.add(name)
      return all.matrix(name, shape)
    },
  }
  return pipe(
    ask(noting),
    E.map(() => stored.filter((weight) => !asked.has(weight.name) && !isIdle(weight)).map(({ name }) => name)),
    E.flatMap((unused) => {
      const block = unbuiltBlock(asked, unused)
      return block === undefined ? E.right(unused) : E.left(block)
    }),
  )
}
