import type { Attributes } from './attribute.js'
import type { ElementType, Tensor, ValueType } from './tensor.js'

/** A dimension of a graph input: a size, or a name for one that is known only when the graph runs. */
export type Dimension = number | string

/** What the caller feeds on each run, under the name given here. */
interface Input {
  readonly _tag: 'Input'
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly Dimension[]
}

/** A tensor stored in the graph itself. */
interface Constant {
  readonly _tag: 'Constant'
  readonly tensor: Tensor
}

/** Where a tensor lies in another file: `location` is a file name inside the folder that the session is opened with. */
export interface ExternalData {
  readonly location: string
  readonly offset: number
  readonly length: number
}

/** A tensor that stays in another file, a safetensors checkpoint say, and is read from there: no weight is copied. */
interface External {
  readonly _tag: 'External'
  readonly type: ValueType
  readonly dims: readonly number[]
  readonly data: ExternalData
}

/** One operator applied to values; an input it may leave out is `undefined`. An empty domain is ONNX's own. */
interface Node {
  readonly _tag: 'Node'
  readonly op: string
  readonly domain: string
  readonly inputs: readonly (Value | undefined)[]
  readonly outputs: number
  readonly attributes: Attributes
  /** What its only output is, where that is said: see `withDims`. */
  readonly output?: { readonly type: ValueType; readonly dims: readonly Dimension[] }
}

/** Where a value comes from. */
export type ValueSource = Input | Constant | External | Node

/**
 * A typed handle on one tensor of a graph: output `index` of its source. Values hold what they are made from, so a
 * graph is nothing but the values one wants from it, and using a value twice shares it.
 */
export interface Value<T extends ValueType = ValueType> {
  readonly type: T
  readonly source: ValueSource
  readonly index: number
}

/** A graph input. Its name is what `Session.run` is fed under. */
export const input = <T extends ElementType>(name: string, type: T, dims: readonly Dimension[]): Value<T> => ({
  type,
  source: { _tag: 'Input', name, type, dims },
  index: 0,
})

/** A constant with its bytes inside the graph. */
export const constant = <T extends Tensor>(tensor: T): Value<T['type']> => ({
  type: tensor.type,
  source: { _tag: 'Constant', tensor },
  index: 0,
})

/** A constant whose bytes lie in another file, little-endian and row-major. */
export const external = <T extends ValueType>(type: T, dims: readonly number[], data: ExternalData): Value<T> => ({
  type,
  source: { _tag: 'External', type, dims, data },
  index: 0,
})

type Outputs<T extends readonly ValueType[]> = { readonly [I in keyof T]: Value<T[I]> }

/**
 * The mechanism that every operator is a small function over: `op` applied to `inputs`, with outputs of the stated
 * types.
 *
 * `node('DynamicQuantizeLinear', [x], ['uint8', 'float32', 'uint8'])` has three typed outputs. The types are the
 * author's word; onnxruntime infers its own and refuses a graph that does not fit together when it is loaded.
 */
export function node<const T extends readonly ValueType[]>(
  op: string,
  inputs: readonly (Value | undefined)[],
  outputs: T,
  attributes?: Attributes,
  domain?: string,
): Outputs<T>
export function node(
  op: string,
  inputs: readonly (Value | undefined)[],
  outputs: readonly ValueType[],
  attributes: Attributes = {},
  domain = '',
): readonly Value[] {
  const source: Node = { _tag: 'Node', op, domain, inputs, outputs: outputs.length, attributes }
  return outputs.map((type, index) => ({ type, source, index }))
}

/**
 * The same value with its dimensions said, where they are computed when the graph runs: a name is a size that is not known
 * before, and equal names are equal sizes. onnxruntime would take each such size for one of its own: no buffer could serve
 * another then, and while it loads the graph it looks for each value through all that served none, 1 s for the 3000 nodes
 * of a transformer. A value of a node with several outputs stays as it is.
 */
export const withDims = <T extends ValueType>(value: Value<T>, dims: readonly Dimension[]): Value<T> => {
  const { type, source } = value
  return source._tag === 'Node' && source.outputs === 1
    ? { ...value, source: { ...source, output: { type, dims } } }
    : value
}
