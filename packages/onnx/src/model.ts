import { type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  constantField,
  encodeModelProto,
  externalField,
  type Field,
  innerField,
  inputField,
  nodeField,
  outputField,
} from './encode.js'
import { countOf, elementBytes } from './tensor.js'
import { sourcesOf } from './topology.js'
import type { Value, ValueSource } from './value.js'

/** Operator set versions by domain: ONNX's own at 20, any other (com.microsoft) at 1. */
const opsets = (sources: readonly ValueSource[]): ReadonlyMap<string, number> =>
  new Map([
    ['', 20],
    ...sources.flatMap((one): [string, number][] =>
      one._tag === 'Node' && one.domain !== '' ? [[one.domain, 1]] : [],
    ),
  ])

const checkNames = (names: readonly string[]): E.Either<Refused, unknown> => {
  const bad = names.find((name, i) => !/^[A-Za-z_]\w*$/.test(name) || names.indexOf(name) !== i)
  return bad === undefined
    ? E.right(names)
    : refuse(
        'graph',
        `an input or output named "${bad}"`,
        'every input and output a name of its own, a letter followed by letters and digits',
      )
}

const checkSource = (source: ValueSource): E.Either<Refused, unknown> => {
  switch (source._tag) {
    case 'Constant': {
      const { type, dims, data } = source.tensor
      return data.length === countOf(dims)
        ? E.right(source)
        : refuse('constant', `${data.length} elements of ${type} for [${dims.join(', ')}]`, `${countOf(dims)} elements`)
    }
    case 'External': {
      const { location, offset, length } = source.data
      const right = countOf(source.dims) * elementBytes[source.type]
      return /^\.{0,2}$|[/\\]/.test(location)
        ? refuse(
            'external data',
            `the location "${location}"`,
            'the bare name of a file; its folder is an option of the session',
          )
        : !Number.isSafeInteger(offset) || offset < 0 || length !== right
          ? refuse(
              'external data',
              `${length} bytes at ${offset} for [${source.dims.join(', ')}]`,
              `${right} bytes at 0 or further`,
            )
          : E.right(source)
    }
    case 'Input':
    case 'Node':
      return E.right(source)
  }
}

/**
 * The ONNX model (IR version 9, operator set 20) that computes `outputs`, named by their keys, from whatever they are
 * made of. Names inside are given here, by position in a deterministic order, so equal graphs have equal bytes.
 *
 * Refused: an input or output without a usable name of its own, a constant or external tensor whose data does not fit
 * its dimensions, an external location that is more than a file name. What operators demand is checked by
 * `openSession`.
 */
export const encodeModel = (outputs: Readonly<Record<string, Value>>): E.Either<Refused, Uint8Array<ArrayBuffer>> => {
  const sources = sourcesOf(Object.values(outputs))
  const inputNames = sources.flatMap((one) => (one._tag === 'Input' ? [one.name] : []))
  return pipe(
    checkNames([...inputNames, ...Object.keys(outputs)]),
    E.flatMap(() => E.traverseArray(checkSource)(sources)),
    E.map(() => encodeModelProto(graphFields(sources, outputs), opsets(sources))),
  )
}

const graphFields = (sources: readonly ValueSource[], outputs: Readonly<Record<string, Value>>): readonly Field[] => {
  const positions = new Map(sources.map((source, position) => [source, position]))
  const name = (source: ValueSource, index: number): string =>
    source._tag === 'Input' ? source.name : `%${positions.get(source)}.${index}`
  const named = (value: Value | undefined): string => (value === undefined ? '' : name(value.source, value.index))
  return [
    ...sources.map((source): Field => {
      switch (source._tag) {
        case 'Input':
          return inputField(source.name, source.type, source.dims)
        case 'Constant':
          return constantField(name(source, 0), source.tensor)
        case 'External':
          return externalField(name(source, 0), source.type, source.dims, source.data)
        case 'Node': {
          const results = Array.from({ length: source.outputs }, (_, index) => name(source, index))
          return nodeField(source.op, source.domain, source.inputs.map(named), results, source.attributes)
        }
      }
    }),
    ...sources.flatMap((source): readonly Field[] =>
      source._tag === 'Node' && source.output !== undefined
        ? [innerField(name(source, 0), source.output.type, source.output.dims)]
        : [],
    ),
    // One Identity for each output gives it its name, whatever it is: onnxruntime removes them again.
    ...Object.entries(outputs).flatMap(([key, value]) => [
      nodeField('Identity', '', [named(value)], [key], {}),
      outputField(key, value.type),
    ]),
  ]
}
