import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeElements, encodeElements } from './elements.js'
import type { FileError } from './error.js'
import type { SafetensorsEntry } from './safetensors-entry.js'
import {
  decodeSafetensorsHeader,
  METADATA,
  type SafetensorsHeader,
  safetensorsHeaderLength,
} from './safetensors-header.js'
import type { StoredTensor, Tensor } from './tensor.js'
import { checkAllWritable } from './writable.js'

/** The tensor of an entry and the bytes of its elements, which the format keeps little-endian and row-major. */
export const safetensorsTensor = ({ shape, dtype }: SafetensorsEntry, elements: Uint8Array): StoredTensor => ({
  shape,
  dtype,
  data: decodeElements(elements, dtype, 'little'),
})

/** The tensors of a safetensors file, and its free text. */
export interface WholeSafetensors extends Pick<SafetensorsHeader, 'metadata'> {
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** Everything in the bytes of a safetensors file. Errors: as of `decodeSafetensors`. */
export const decodeWholeSafetensors = (bytes: Uint8Array, file: string): E.Either<FileError, WholeSafetensors> =>
  pipe(
    safetensorsHeaderLength(file, bytes, bytes.length),
    E.flatMap((length) => decodeSafetensorsHeader(file, bytes.subarray(8, 8 + length), bytes.length)),
    E.map(({ entries, metadata }) => {
      const elementsOf = ({ offset, length }: SafetensorsEntry) => bytes.subarray(offset, offset + length)
      return {
        metadata,
        tensors: new Map([...entries].map(([name, entry]) => [name, safetensorsTensor(entry, elementsOf(entry))])),
      }
    }),
  )

/**
 * The tensors in the bytes of a safetensors file, in the order they lie in; `file` is what errors call it. Errors:
 * those of `safetensorsHeaderLength` and `decodeSafetensorsHeader`.
 */
export const decodeSafetensors = (
  bytes: Uint8Array,
  file = 'these bytes',
): E.Either<FileError, ReadonlyMap<string, StoredTensor>> =>
  pipe(
    decodeWholeSafetensors(bytes, file),
    E.map(({ tensors }) => tensors),
  )

/** The header is padded with spaces so that elements begin at a multiple of this, as the public writer does. */
const ALIGNMENT = 8

/**
 * The bytes of a safetensors file of float32 tensors, in the map's order, with `metadata` as its free text.
 * `UnwritableTensor` where shape and data disagree or the name cannot be one, `TooLarge` from 2 GiB on.
 */
export const encodeSafetensors = (
  tensors: ReadonlyMap<string, Tensor>,
  file = 'these bytes',
  metadata: ReadonlyMap<string, string> = new Map(),
): E.Either<FileError, Uint8Array> => {
  const checked = checkAllWritable(file, tensors)
  if (E.isLeft(checked)) return checked
  if (tensors.has(METADATA)) {
    const reason = 'the format keeps this name for its free text; give another'
    return E.left({ _tag: 'UnwritableTensor', file, name: METADATA, reason })
  }
  let end = 0
  const members = [...tensors].map(([name, { shape, data }]) => {
    const begin = end
    end += 4 * data.length
    const entry = JSON.stringify({ dtype: 'F32', shape, data_offsets: [begin, end] })
    return { data, begin, json: `${JSON.stringify(name)}:${entry}` }
  })
  const text = metadata.size === 0 ? [] : [`"${METADATA}":${JSON.stringify(Object.fromEntries(metadata))}`]
  const json = new TextEncoder().encode(`{${[...text, ...members.map((member) => member.json)].join(',')}}`)
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length)
  new DataView(bytes.buffer).setUint32(0, length, true)
  bytes.set(json, 8)
  for (const { data, begin } of members) bytes.set(encodeElements(data), 8 + length + begin)
  return E.right(bytes)
}
