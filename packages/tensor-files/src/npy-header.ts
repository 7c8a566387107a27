import { either as E } from 'fp-ts'
import { type ByteOrder, type Dtype, ITEM_SIZE } from './dtype.js'
import { type FileError, malformedError, truncatedError } from './error.js'
import { parseNpyDict } from './npy-dict.js'
import { elementCount } from './shape.js'
import { impostor } from './sniff.js'

/** What a `.npy` file says before its elements; `dataStart` is where they begin, in bytes. */
export interface NpyHeader {
  readonly dtype: Dtype
  readonly order: ByteOrder
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
  readonly count: number
  readonly dataStart: number
}

const MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** NumPy's own bound (`max_header_size`), in bytes. */
const LONGEST_DICT = 10_000
/** A whole header fits into this many bytes: magic, version, length, dictionary. */
export const NPY_HEAD_BYTES = 12 + LONGEST_DICT

const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['i8', 'int64'],
  ['i4', 'int32'],
  ['u1', 'uint8'],
  ['b1', 'bool'],
])

const typeOf = (file: string, descr: string): E.Either<FileError, Pick<NpyHeader, 'dtype' | 'order'>> => {
  const dtype = DTYPES.get(descr.slice(1))
  const mark = descr.slice(0, 1)
  return dtype !== undefined && (mark === '<' || mark === '>' || (mark === '|' && ITEM_SIZE[dtype] === 1))
    ? E.right({ dtype, order: mark === '>' ? 'big' : 'little' })
    : E.left({ _tag: 'UnsupportedDtype', file, part: 'the array', dtype: `NumPy type ${descr}` })
}

/**
 * The header of a `.npy` file (format versions 1.0, 2.0, 3.0) of `totalBytes`, of which `head` is the start: all of it,
 * or at least the first `NPY_HEAD_BYTES`. The elements fill the rest of the file exactly. Gives `EmptyFile`,
 * `GitLfsPointer`, `HtmlPage`, `WrongFormat`, `Truncated`, `Malformed`, `UnsupportedDtype`. Source: NEP 1 and
 * `numpy.lib.format`.
 */
export const readNpyHeader = (file: string, head: Uint8Array, totalBytes: number): E.Either<FileError, NpyHeader> => {
  const part = 'the .npy header'
  if (head.length === 0 || !MAGIC.slice(0, head.length).every((byte, i) => head[i] === byte)) {
    return E.left(impostor(file, 'npy', head))
  }
  if (head.length < 12) return truncatedError(file, part, 12, head.length)
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const version = view.getUint8(6)
  if (version < 1 || version > 3) return malformedError(file, part, `its version is ${version}; 1, 2 and 3 are known`)
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const dictStart = version === 1 ? 10 : 12
  if (length > LONGEST_DICT)
    return malformedError(file, part, `it claims ${length} bytes; at most ${LONGEST_DICT} are accepted`)
  const dataStart = dictStart + length
  if (dataStart > totalBytes) return truncatedError(file, part, dataStart, totalBytes)
  const dict = parseNpyDict(
    file,
    new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(head.subarray(dictStart, dataStart)),
  )
  if (E.isLeft(dict)) return dict
  const { descr, fortranOrder, shape } = dict.right
  const type = typeOf(file, descr)
  if (E.isLeft(type)) return type
  const count = elementCount(file, 'the array', shape)
  if (E.isLeft(count)) return count
  const needed = count.right * ITEM_SIZE[type.right.dtype]
  const found = totalBytes - dataStart
  if (needed > found) return truncatedError(file, `the array of shape [${shape.join(', ')}]`, needed, found)
  return needed === found
    ? E.right({ ...type.right, fortranOrder, shape, count: count.right, dataStart })
    : malformedError(file, 'the array', `${found - needed} bytes follow its last element; one array fills the file`)
}
