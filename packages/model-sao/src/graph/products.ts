import { basename } from 'node:path'
import type { StoredWeight } from '@sigmastream/checkpoint'
import { sourcesOf, type Value, type ValueSource } from '@sigmastream/onnx'
import { LINEAR } from '@sigmastream/onnx/operators'

/** Where external data lies, as one text. */
const placeOf = (location: string, offset: number): string => `${location} ${offset}`

/**
 * The x of every product x W^T that `value` is made of, by the name of W, for each W in `weights`. A value holds what
 * it is made from, so that it is read out of the finished network, which knows nothing of it.
 */
export const productInputs = (value: Value, weights: readonly StoredWeight[]): ReadonlyMap<string, Value> => {
  const names = new Map(weights.map(({ name, parts: [{ file, offset }] }) => [placeOf(basename(file), offset), name]))
  const nameOf = (source: ValueSource): readonly string[] => {
    const name = source._tag === 'External' ? names.get(placeOf(source.data.location, source.data.offset)) : undefined
    return name === undefined ? [] : [name]
  }
  return new Map(
    sourcesOf([value]).flatMap((source) => {
      if (source._tag !== 'Node' || source.op !== LINEAR) return []
      const [x, weight] = source.inputs
      if (x === undefined || weight === undefined) return []
      return sourcesOf([weight])
        .flatMap(nameOf)
        .map((name) => [name, x] as const)
    }),
  )
}
