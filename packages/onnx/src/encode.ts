import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Attribute } from './attribute.js'
import type { ElementType, Tensor, ValueType } from './tensor.js'
import type { Dimension, ExternalData } from './value.js'

/**
 * A field of a protobuf message: as what writes it, or, where the bytes of a large tensor are in it, as its bytes in
 * parts, so that they are copied once, when the whole is put together, however deep they lie. The numbers below are those of
 * onnx.proto (ONNX IR version 9): ten small messages, so they are written on the library's wire format instead of
 * generated.
 */
export type Field = WrittenField | readonly Uint8Array[]

type WrittenField = (writer: BinaryWriter) => BinaryWriter

const isWritten = (field: Field): field is WrittenField => typeof field === 'function'

const utf8 = new TextEncoder()

/** Remembers texts: most names in a graph stand in it several times, and all of its operators' do. */
const newWriter = (): BinaryWriter => {
  const known = new Map<string, Uint8Array<ArrayBuffer>>()
  return new BinaryWriter((text) => {
    const encoded = known.get(text) ?? utf8.encode(text)
    known.set(text, encoded)
    return encoded
  })
}

/** All of them, one behind the other, in as few parts as there may be. */
const partsOf = (fields: readonly Field[]): readonly Uint8Array[] => {
  const writer = newWriter()
  const parts = fields.flatMap((field) => {
    if (!isWritten(field)) return [writer.finish(), ...field]
    field(writer)
    return []
  })
  return [...parts, writer.finish()]
}

const string =
  (number: number, value: string): Field =>
  (writer) =>
    writer.tag(number, WireType.LengthDelimited).string(value)

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0)

const withLength = (number: number, parts: readonly Uint8Array[]): Field => [
  new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(lengthOf(parts)).finish(),
  ...parts,
]

/** Bytes that copying takes less than a part of their own. */
const FEW = 1024

const bytes = (number: number, value: Uint8Array): Field =>
  value.length > FEW
    ? withLength(number, [value])
    : (writer) => writer.tag(number, WireType.LengthDelimited).bytes(value)

const int64 =
  (number: number, value: number): Field =>
  (writer) =>
    writer.tag(number, WireType.Varint).int64(value)

const float32 =
  (number: number, value: number): Field =>
  (writer) =>
    writer.tag(number, WireType.Bit32).float(value)

const message = (number: number, fields: readonly Field[]): Field =>
  fields.every(isWritten)
    ? (writer) => fields.reduce((all, write) => write(all), writer.tag(number, WireType.LengthDelimited).fork()).join()
    : withLength(number, partsOf(fields))

/** TensorProto.DataType. */
const dataType: { readonly [K in ValueType]: number } = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
}

const attributeFields = (name: string, attribute: Attribute): readonly Field[] => {
  switch (attribute._tag) {
    case 'Float':
      return [string(1, name), float32(2, attribute.value), int64(20, 1)]
    case 'Int':
      return [string(1, name), int64(3, attribute.value), int64(20, 2)]
    case 'Text':
      return [string(1, name), string(4, attribute.value), int64(20, 3)]
    case 'Ints':
      return [string(1, name), ...attribute.value.map((value) => int64(8, value)), int64(20, 7)]
  }
}

/**
 * GraphProto.node: a NodeProto. A name may be empty: an optional input that is left out. Left out at the end it is not
 * written at all, which means the same; onnxruntime 1.30 crashes on WebGPU where a convolution's bias is written as
 * left out.
 */
export const nodeField = (
  op: string,
  domain: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): Field =>
  message(1, [
    ...inputs.slice(0, inputs.findLastIndex((name) => name !== '') + 1).map((name) => string(1, name)),
    ...outputs.map((name) => string(2, name)),
    string(4, op),
    ...Object.entries(attributes).map(([name, attribute]) => message(5, attributeFields(name, attribute))),
    string(7, domain),
  ])

const tensorFields = (name: string, type: ValueType, dims: readonly number[]): readonly Field[] => [
  ...dims.map((n) => int64(1, n)),
  int64(2, dataType[type]),
  string(8, name),
]

/** GraphProto.initializer: a TensorProto with its bytes (raw_data). Little-endian, as every platform of Node is. */
export const constantField = (name: string, { type, dims, data }: Tensor): Field =>
  message(5, [
    ...tensorFields(name, type, dims),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ])

const entry = (key: string, value: string): Field => message(13, [string(1, key), string(2, value)])

/** GraphProto.initializer: a TensorProto whose bytes are elsewhere (external_data, data_location EXTERNAL). */
export const externalField = (name: string, type: ValueType, dims: readonly number[], data: ExternalData): Field =>
  message(5, [
    ...tensorFields(name, type, dims),
    entry('location', data.location),
    entry('offset', String(data.offset)),
    entry('length', String(data.length)),
    int64(14, 1),
  ])

const shapeFields = (dims: readonly Dimension[]): readonly Field[] =>
  dims.map((n) => message(1, [typeof n === 'number' ? int64(1, n) : string(2, n)]))

const valueInfo = (number: number, name: string, type: ValueType, shape: readonly Field[]): Field =>
  message(number, [string(1, name), message(2, [message(1, [int64(1, dataType[type]), ...shape])])])

/** GraphProto.input: a ValueInfoProto. */
export const inputField = (name: string, type: ElementType, dims: readonly Dimension[]): Field =>
  valueInfo(11, name, type, [message(2, shapeFields(dims))])

/** GraphProto.value_info: a ValueInfoProto of a value inside. */
export const innerField = (name: string, type: ValueType, dims: readonly Dimension[]): Field =>
  valueInfo(13, name, type, [message(2, shapeFields(dims))])

/** GraphProto.output: a ValueInfoProto without a shape, which onnxruntime infers. */
export const outputField = (name: string, type: ValueType): Field => valueInfo(12, name, type, [])

/** A ModelProto around the fields of its graph, with the operator set version of each domain. */
export const encodeModelProto = (
  graph: readonly Field[],
  opsets: ReadonlyMap<string, number>,
): Uint8Array<ArrayBuffer> => {
  const parts = partsOf([
    int64(1, 9),
    string(2, 'sigmastream'),
    message(7, [string(2, 'graph'), ...graph]),
    ...[...opsets].map(([domain, version]) => message(8, [string(1, domain), int64(2, version)])),
  ])
  const out = new Uint8Array(lengthOf(parts))
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0)
  return out
}
