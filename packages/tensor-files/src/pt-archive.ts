import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type FileError, malformedError, tooLargeError } from './error.js'
import { PICKLE } from './pickle/decode.js'
import { decodePickle } from './pickle/index.js'
import type { PickleValue } from './pickle/value.js'
import type { ZipArchive } from './zip.js'
import { checkedMember, type ZipMember } from './zip-member.js'

/** As long as a safetensors header may be: no pickle of tensors comes near it, the elements lie outside it. */
const LONGEST_PICKLE = 100_000_000
const LONGEST_BYTE_ORDER = 16

const PICKLE_RECORD = /^([^/]+\/)data\.pkl$/u

/** What the pickle of an archive builds, and the records of its storages by key. */
interface PtArchive {
  readonly value: PickleValue
  readonly records: ReadonlyMap<string, ZipMember>
}

/** `little` or nothing (before PyTorch 1.13, so little as well). */
const checkByteOrder = (file: string, record: ZipMember | undefined): TE.TaskEither<FileError, void> =>
  record === undefined
    ? TE.right(undefined)
    : pipe(
        record.head(LONGEST_BYTE_ORDER),
        TE.map((bytes) => new TextDecoder().decode(bytes)),
        TE.flatMapEither((order) =>
          order === 'little'
            ? E.right(undefined)
            : order === 'big'
              ? E.left<FileError>({ _tag: 'BigEndianTorchFile', file })
              : malformedError(file, 'the record byteorder', 'it is neither "little" nor "big"'),
        ),
      )

/** The bytes of a record, whose checksum is 0 where `torch.save` was told to compute none (`set_crc32_options`). */
export const recordBytes = (file: string, part: string, record: ZipMember): TE.TaskEither<FileError, Uint8Array> =>
  record.checksum === 0 ? record.whole : checkedMember(file, part, record)

const readPickle = (file: string, record: ZipMember): TE.TaskEither<FileError, PickleValue> =>
  record.size > LONGEST_PICKLE
    ? TE.fromEither(tooLargeError(file, `${PICKLE}, in bytes,`, record.size, LONGEST_PICKLE))
    : pipe(
        recordBytes(file, PICKLE, record),
        TE.flatMapEither((bytes) => decodePickle(bytes, file)),
      )

/**
 * What a zip archive of `torch.save` holds: `ROOT/data.pkl`, `ROOT/byteorder`, and `ROOT/data/KEY` for each storage.
 * `Malformed` where there is not exactly one pickle, `BigEndianTorchFile`, `TooLarge`, and the errors of
 * `decodePickle`. Source: PyTorch's `torch/serialization.py` (`_save`, `_load`).
 */
export const readPtArchive = (file: string, { members }: ZipArchive): TE.TaskEither<FileError, PtArchive> => {
  const pickles = [...members].filter(([name]) => PICKLE_RECORD.test(name))
  const [first, second] = pickles
  if (first === undefined || second !== undefined) {
    return TE.fromEither(
      malformedError(file, 'the archive', `it has ${pickles.length} records data.pkl; torch.save writes one`),
    )
  }
  const [name, record] = first
  const root = name.slice(0, name.indexOf('/') + 1)
  const prefix = `${root}data/`
  const records = [...members]
    .filter(([other]) => other.startsWith(prefix))
    .map(([other, member]) => [other.slice(prefix.length), member] as const)
  return pipe(
    checkByteOrder(file, members.get(`${root}byteorder`)),
    TE.flatMap(() => readPickle(file, record)),
    TE.map((value) => ({ value, records: new Map(records) })),
  )
}
