import type { Source, Value } from './value.js'

const inputsOf = (source: Source): readonly Source[] =>
  source._tag === 'Node' ? source.inputs.flatMap((value) => (value === undefined ? [] : [value.source])) : []

/**
 * Everything that `values` are made from, each source once and after all that it is made from itself: depth first, in
 * the order in which inputs are written. With an explicit stack, since a deep graph overflows the call stack.
 */
export const sourcesOf = (values: readonly Value[]): readonly Source[] => {
  const order: Source[] = []
  const entered = new Set<Source>()
  const stack = values.map(({ source }) => ({ source, left: false })).toReversed()
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.left) {
      order.push(top.source)
    } else if (!entered.has(top.source)) {
      entered.add(top.source)
      stack.push({ source: top.source, left: true })
      stack.push(
        ...inputsOf(top.source)
          .toReversed()
          .map((source) => ({ source, left: false })),
      )
    }
  }
  return order
}
