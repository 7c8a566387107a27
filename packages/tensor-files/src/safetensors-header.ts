import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type FileError, malformedError, tooLargeError, truncatedError } from './error.js'
import { decodeJson, describeJsonFault } from './json.js'
import { decodeEntry, type SafetensorsEntry } from './safetensors-entry.js'
import { impostor } from './sniff.js'

/** What a safetensors file says before its elements: its tensors in the order they lie in, and its free text. */
export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, SafetensorsEntry>
  readonly metadata: ReadonlyMap<string, string>
}

/** The key of the free text among the tensors' names. */
export const METADATA = '__metadata__'

/** The specification's own bound on the JSON, in bytes. */
const LONGEST_HEADER = 100_000_000
const HEADER = 'the safetensors header'

/**
 * The length in bytes of the JSON that follows the first 8 bytes of a file of `totalBytes`; `head` is its start, at
 * least 9 bytes where it has them. `EmptyFile`, `GitLfsPointer`, `HtmlPage`, `WrongFormat`, `Truncated`, `TooLarge`.
 */
export const safetensorsHeaderLength = (
  file: string,
  head: Uint8Array,
  totalBytes: number,
): E.Either<FileError, number> => {
  if (head.length === 0) return E.left(impostor(file, 'safetensors', head))
  if (head.length < 9) return truncatedError(file, HEADER, 10, totalBytes)
  if (head[8] !== 0x7b) return E.left(impostor(file, 'safetensors', head))
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true)
  if (length > LONGEST_HEADER) return tooLargeError(file, `${HEADER}, in bytes,`, length, LONGEST_HEADER)
  return length <= totalBytes - 8 ? E.right(length) : truncatedError(file, HEADER, length, totalBytes - 8)
}

const parseObject = (file: string, json: Uint8Array): E.Either<FileError, Record<string, unknown>> =>
  pipe(
    decodeJson(json, { keysAreNames: true }),
    E.mapLeft((fault): FileError => ({ _tag: 'Malformed', file, part: HEADER, reason: describeJsonFault(fault) })),
    E.flatMap((value) =>
      t.UnknownRecord.is(value)
        ? E.right(value)
        : malformedError(file, HEADER, 'it is no JSON object; it maps names to tensors'),
    ),
  )

const decodeMetadata = (file: string, value: unknown): E.Either<FileError, ReadonlyMap<string, string>> => {
  if (!t.UnknownRecord.is(value)) return malformedError(file, METADATA, 'it is no JSON object; it maps names to texts')
  const texts = new Map<string, string>()
  for (const [key, text] of Object.entries(value)) {
    if (!t.string.is(text)) return malformedError(file, METADATA, `"${key}" is no text; it maps names to texts`)
    texts.set(key, text)
  }
  return E.right(texts)
}

/** The tensors in the order they lie in: each begins where the one before it ends, and the last ends with the file. */
const inOrder = (file: string, entries: readonly SafetensorsEntry[], dataStart: number, totalBytes: number) => {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset || a.length - b.length)
  let at = dataStart
  for (const { name, offset, length } of sorted) {
    if (offset !== at) {
      const reason = `it begins at byte ${offset}, not at ${at}; tensors follow each other without hole or overlap`
      return malformedError(file, `tensor "${name}"`, reason)
    }
    at += length
  }
  if (at > totalBytes) return truncatedError(file, 'the file', at, totalBytes)
  if (at < totalBytes)
    return malformedError(file, 'the file', `${totalBytes - at} bytes follow its last tensor; none may`)
  return E.right(sorted)
}

/**
 * The header of a safetensors file of `totalBytes`, from its JSON. `Malformed`, `Truncated`, `UnsupportedDtype`. Every
 * name goes into a `Map`, where none can reach a prototype. Source: the specification in the safetensors repository,
 * and its `Metadata::validate`.
 */
export const decodeSafetensorsHeader = (
  file: string,
  json: Uint8Array,
  totalBytes: number,
): E.Either<FileError, SafetensorsHeader> => {
  const dictionary = parseObject(file, json)
  if (E.isLeft(dictionary)) return dictionary
  const dataStart = 8 + json.length
  const entries: SafetensorsEntry[] = []
  for (const [name, value] of Object.entries(dictionary.right)) {
    if (name === METADATA) continue
    const entry = decodeEntry(file, name, value, dataStart)
    if (E.isLeft(entry)) return entry
    entries.push(entry.right)
  }
  return pipe(
    E.Do,
    E.bind('metadata', () => decodeMetadata(file, dictionary.right[METADATA] ?? {})),
    E.bind('sorted', () => inOrder(file, entries, dataStart, totalBytes)),
    E.map(({ sorted, metadata }) => ({ metadata, entries: new Map(sorted.map((entry) => [entry.name, entry])) })),
  )
}
