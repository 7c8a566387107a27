import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Dtype, ITEM_SIZE } from './dtype.js'
import { type FileError, malformedError } from './error.js'
import { elementCount } from './shape.js'

/** One tensor of a safetensors file: `offset` and `length` in bytes, counted from the start of the file. */
export interface SafetensorsEntry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly offset: number
  readonly length: number
}

const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
])

const isNatural = (u: unknown): u is number =>
  typeof u === 'number' && Number.isSafeInteger(u) && (u > 0 || Object.is(u, 0))

const Natural = new t.Type<number>(
  'Natural',
  isNatural,
  (u, at) => (isNatural(u) ? t.success(u) : t.failure(u, at)),
  t.identity,
)

const EntryJson = t.type({ dtype: t.string, shape: t.array(Natural), data_offsets: t.tuple([Natural, Natural]) })

/**
 * One value of the header's JSON; `dataStart` is where its offsets count from. `Malformed` where it has another form or
 * its offsets do not span its shape, `UnsupportedDtype`.
 */
export const decodeEntry = (
  file: string,
  name: string,
  value: unknown,
  dataStart: number,
): E.Either<FileError, SafetensorsEntry> => {
  const part = `tensor "${name}"`
  // The guard and not `decode`, whose list of errors grows with a hostile shape.
  if (!EntryJson.is(value)) {
    return malformedError(file, part, 'it has a dtype (text), a shape (whole numbers of at least 0), two data_offsets')
  }
  const {
    shape,
    data_offsets: [begin, end],
  } = value
  const dtype = DTYPES.get(value.dtype)
  if (dtype === undefined) return E.left({ _tag: 'UnsupportedDtype', file, part, dtype: value.dtype })
  return pipe(
    elementCount(file, part, shape),
    E.flatMap((count) =>
      end - begin === count * ITEM_SIZE[dtype]
        ? E.right({ name, dtype, shape, offset: dataStart + begin, length: end - begin })
        : malformedError(file, part, `its offsets ${begin} to ${end} do not span ${count} elements of ${dtype}`),
    ),
  )
}
