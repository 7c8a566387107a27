import type { Value, ValueSource } from './value.js'

const inputsOf = (source: ValueSource): readonly ValueSource[] =>
  source._tag === 'Node' ? source.inputs.flatMap((value) => (value === undefined ? [] : [value.source])) : []

/**
 * Depth first, in the order in which inputs are written. With an explicit stack, since a deep graph overflows the call
 * stack.
 */
const depthFirst = (values: readonly Value[]): readonly ValueSource[] => {
  const order: ValueSource[] = []
  const entered = new Set<ValueSource>()
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

/**
 * Everything that `values` are made from, each source once and after all that it is made from itself. What no input has
 * a part in comes first: onnxruntime runs such a node just before it is needed only if its place is before that of what
 * else is needed there, and otherwise runs all of them at the start and keeps what they give, a whole model of widened
 * weights.
 */
export const sourcesOf = (values: readonly Value[]): readonly ValueSource[] => {
  const ordered = depthFirst(values)
  const fed = new Set<ValueSource>()
  for (const source of ordered) {
    if (source._tag === 'Input' || inputsOf(source).some((one) => fed.has(one))) fed.add(source)
  }
  return [...ordered.filter((source) => !fed.has(source)), ...ordered.filter((source) => fed.has(source))]
}
