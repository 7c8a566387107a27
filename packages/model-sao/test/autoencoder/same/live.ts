import { encodeModel, sourcesOf, type Value, type ValueSource } from '@sigmastream/onnx'
import { InferenceSession, Tensor } from '../../../../onnx/src/runtime.js'
import { right } from '../support.js'

/** Operators whose result lies where their first input does. */
const VIEWS = ['Reshape', 'Squeeze', 'Unsqueeze', 'Identity']

const inputsOf = (source: ValueSource): readonly Value[] =>
  source._tag === 'Node' ? source.inputs.filter((value) => value !== undefined) : []

/** Where the elements of a value lie: the value that was made, of which it may be a view. */
const placeOf = (value: Value): Value => {
  const { source } = value
  const [first] = inputsOf(source)
  return source._tag === 'Node' && VIEWS.includes(source.op) && first !== undefined ? placeOf(first) : value
}

interface Made {
  readonly source: ValueSource
  readonly values: readonly Value[]
}

/** What nodes make that is used, in the order in which they run. */
const madeFor = (output: Value): readonly Made[] => {
  const sources = sourcesOf([output])
  const used = [...sources.flatMap(inputsOf), output]
  return sources
    .filter(({ _tag }) => _tag === 'Node')
    .map((source) => ({
      source,
      values: [...new Map(used.filter((one) => one.source === source).map((one) => [one.index, one])).values()],
    }))
}

/** What a graph is fed: zeros of these shapes, by the names of its inputs. */
export type InputShapes = Readonly<Record<string, readonly number[]>>

const countOf = (dims: readonly number[]): number => dims.reduce((product, n) => product * n, 1)

const zerosOf = (shapes: InputShapes) =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => [name, new Tensor('float32', new Float32Array(countOf(dims)), dims)]),
  )

/** Everything that an input has a part in. */
const fedSources = (sources: readonly ValueSource[]): ReadonlySet<ValueSource> => {
  const fed = new Set<ValueSource>()
  for (const source of sources)
    if (source._tag === 'Input' || inputsOf(source).some((one) => fed.has(one.source))) fed.add(source)
  return fed
}

/** Elements of each value by its name, as the engine computes them. */
const dimsOf = async (named: ReadonlyMap<string, Value>, folder: string, inputs: InputShapes) => {
  const session = await InferenceSession.create(right(encodeModel(Object.fromEntries(named))), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  })
  const results = await session.run(zerosOf(inputs))
  await session.release()
  return (name: string): readonly number[] => {
    const result = results[name]
    if (result === undefined) throw new Error(`the engine computed no ${name}`)
    return result.dims
  }
}

/**
 * The most elements that are there at once while the engine computes `output`, weights left out: each value from when it
 * is made until it is used for the last time, none written over another, and the copies that attention makes of what is
 * not laid out by head.
 */
export const mostLiveElements = async (output: Value, folder: string, inputs: InputShapes): Promise<number> => {
  const sources = sourcesOf([output])
  const order = new Map(sources.map((source, i) => [source, i]))
  const fed = fedSources(sources)
  const key = ({ source, index }: Value): string => `value${order.get(source)}_${index}`
  const made = madeFor(output).filter(({ source }) => fed.has(source))
  const values = made.flatMap((one) => one.values)
  const dims = await dimsOf(new Map(values.map((value) => [key(value), value])), folder, inputs)
  const sizeOf = (value: Value): number =>
    value.source._tag === 'Node' && fed.has(value.source) ? countOf(dims(key(value))) : 0
  const copiesIn = (source: ValueSource): number =>
    source._tag === 'Node' && source.op === 'MultiHeadAttention'
      ? inputsOf(source)
          .slice(0, 3)
          .reduce((sum, value) => sum + (dims(key(value)).length === 3 ? sizeOf(value) : 0), 0)
      : 0
  const lastUse = new Map(
    [...made.map(({ source }) => inputsOf(source)), [output]].flatMap((used, at) =>
      used.map((value) => [key(placeOf(value)), at] as const),
    ),
  )
  let [live, most] = [0, 0]
  for (const [at, { source, values: results }] of made.entries()) {
    for (const value of results) if (placeOf(value) === value) live += sizeOf(value)
    most = Math.max(most, live + copiesIn(source))
    const places = new Map(inputsOf(source).map((value) => [key(placeOf(value)), placeOf(value)]))
    for (const [name, place] of places) if (lastUse.get(name) === at) live -= sizeOf(place)
  }
  return most
}
