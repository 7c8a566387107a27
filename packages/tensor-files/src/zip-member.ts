import { promisify } from 'node:util'
import { constants, inflateRaw } from 'node:zlib'
import { messageOf } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Entry, ZipFile } from 'yauzl'
import { crc32 } from './crc32.js'
import { type FileError, malformedError } from './error.js'
import type { OpenFile } from './open-file.js'

/**
 * One member of a zip archive: its `size` unpacked, all of its bytes, or its first `length` of them; and where in the
 * file they begin, `null` where they are packed.
 */
export interface ZipMember {
  readonly size: number
  readonly checksum: number
  readonly start: TE.TaskEither<FileError, number | null>
  readonly whole: TE.TaskEither<FileError, Uint8Array>
  readonly head: (length: number) => TE.TaskEither<FileError, Uint8Array>
}

/** All of a member's bytes, which must have the checksum that the archive gives; else `Malformed`. */
export const checkedMember = (file: string, part: string, member: ZipMember): TE.TaskEither<FileError, Uint8Array> =>
  pipe(
    member.whole,
    TE.flatMapEither((bytes) =>
      crc32(bytes) === member.checksum
        ? E.right(bytes)
        : malformedError(file, part, 'its checksum is wrong; the file is damaged, fetch or write it again'),
    ),
  )

const STORED = 0
const DEFLATED = 8
/** Deflate cannot make more than this many bytes from one. */
const MOST_INFLATION = 1032
/**
 * Packed bytes that hold the first `length`: a literal takes at most 15 bits, and the table of codes before it under 1
 * kB.
 */
const packedHead = (length: number): number => 2 * length + 1024

const inflate = promisify(inflateRaw)

const damagedMember =
  (path: string, part: string) =>
  (cause: unknown): FileError => ({
    _tag: 'Malformed',
    file: path,
    part,
    reason: `${messageOf(cause)}; the file is damaged, fetch or write it again`,
  })

/** Why a member cannot be read, or `null`. */
const memberFault = (path: string, part: string, entry: Entry): FileError | null => {
  const { uncompressedSize: size, compressedSize, compressionMethod } = entry
  const malformed = (reason: string): FileError => ({ _tag: 'Malformed', file: path, part, reason })
  if (entry.isEncrypted()) return malformed('it is encrypted; write it without a password')
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    return malformed(`it is packed by method ${compressionMethod}; 0 (stored) and 8 (deflated) are known`)
  return size > (compressedSize + 1) * MOST_INFLATION
    ? malformed(`it claims to unpack ${compressedSize} bytes to ${size}, which cannot be; the file is damaged`)
    : null
}

/**
 * A member of the archive in `file` at `path`, none of it read yet. What reads it gives `Malformed` where it is
 * encrypted, packed in another way than stored or deflated, or claims to unpack to more than deflate can make; a member
 * that nobody reads may be as it likes.
 */
export const zipMember = (path: string, file: OpenFile, zip: ZipFile, entry: Entry, name: string): ZipMember => {
  const part = `member "${name}"`
  const { uncompressedSize: size, compressedSize, compressionMethod, crc32: checksum } = entry
  const fault = memberFault(path, part, entry)
  if (fault !== null)
    return { size, checksum, start: TE.left(fault), whole: TE.left(fault), head: () => TE.left(fault) }
  const dataStart = pipe(
    TE.tryCatch(() => zip.readLocalFileHeaderPromise(entry, { minimal: true }), damagedMember(path, part)),
    TE.map(({ fileDataStart }) => fileDataStart),
  )
  const packed = (length: number): TE.TaskEither<FileError, Uint8Array> =>
    pipe(
      dataStart,
      TE.flatMap((from) => file.read(from, length)),
    )
  const unpacked = (bytes: Uint8Array, isWhole: boolean): TE.TaskEither<FileError, Uint8Array> =>
    TE.tryCatch(
      () => inflate(bytes, isWhole ? { maxOutputLength: Math.max(size, 1) } : { finishFlush: constants.Z_SYNC_FLUSH }),
      damagedMember(path, part),
    )
  const exactly =
    (length: number) =>
    (bytes: Uint8Array): E.Either<FileError, Uint8Array> =>
      bytes.length === length
        ? E.right(bytes)
        : malformedError(path, part, `it unpacks to ${bytes.length} bytes, not to ${length}; the file is damaged`)

  const whole = pipe(
    packed(compressedSize),
    TE.flatMap((bytes) => (compressionMethod === STORED ? TE.right(bytes) : unpacked(bytes, true))),
    TE.flatMapEither(exactly(size)),
  )
  const head = (length: number) =>
    compressionMethod === STORED
      ? packed(Math.min(length, size))
      : pipe(
          packed(Math.min(packedHead(length), compressedSize)),
          TE.flatMap((bytes) => unpacked(bytes, false)),
          TE.map((bytes) => bytes.subarray(0, length)),
          TE.flatMapEither(exactly(Math.min(length, size))),
        )
  const start = compressionMethod === STORED ? dataStart : TE.right(null)
  return { size, checksum, start, whole, head }
}
