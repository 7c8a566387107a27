import { messageOf } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl'
import { type FileError, type FileFormat, malformedError } from './error.js'
import { type OpenFile, readHead, withFile } from './open-file.js'
import { impostor, SNIFFED_BYTES } from './sniff.js'
import { type ZipMember, zipMember } from './zip-member.js'
import { ZipReader } from './zip-reader.js'

/** The members of an open archive by name, and the size of the archive in bytes. */
export interface ZipArchive {
  readonly size: number
  readonly members: ReadonlyMap<string, ZipMember>
}

const ARCHIVE = 'the zip archive'
const MOST_MEMBERS = 100_000

const damagedArchive =
  (file: string) =>
  (cause: unknown): FileError => ({
    _tag: 'Malformed',
    file,
    part: ARCHIVE,
    reason: `${messageOf(cause)}; the file is damaged or cut short, fetch or write it again`,
  })

/**
 * A member's name. Names stay names: none becomes a path, so none is refused for how it looks as one. ASCII is taken as
 * it is, where yauzl would draw control characters as the pictures of code page 437.
 */
const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string =>
  fileNameRaw.every((byte) => byte < 0x80)
    ? fileNameRaw.toString('latin1')
    : getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true)

const listMembers = (
  path: string,
  file: OpenFile,
  zip: ZipFile,
): TE.TaskEither<FileError, ReadonlyMap<string, ZipMember>> =>
  pipe(
    TE.tryCatch(async (): Promise<E.Either<FileError, ReadonlyMap<string, ZipMember>>> => {
      const members = new Map<string, ZipMember>()
      for await (const entry of zip.eachEntry()) {
        const name = nameOf(entry)
        if (members.has(name))
          return malformedError(path, ARCHIVE, `it has two members named "${name}"; each has a name of its own`)
        members.set(name, zipMember(path, file, zip, entry, name))
      }
      return E.right(members)
    }, damagedArchive(path)),
    TE.flatMapEither((members) => members),
  )

const openZip = (path: string, file: OpenFile): TE.TaskEither<FileError, ZipFile> =>
  pipe(
    TE.tryCatch(
      () => fromRandomAccessReaderPromise(new ZipReader(file), file.size, { autoClose: false, decodeStrings: false }),
      damagedArchive(path),
    ),
    TE.flatMapEither((zip) =>
      zip.entryCount <= MOST_MEMBERS
        ? E.right(zip)
        : malformedError(path, ARCHIVE, `it claims ${zip.entryCount} members; at most ${MOST_MEMBERS} are accepted`),
    ),
  )

const checkMagic = (path: string, expected: FileFormat, file: OpenFile): TE.TaskEither<FileError, void> =>
  pipe(
    readHead(file, SNIFFED_BYTES),
    TE.flatMapEither((head) =>
      head[0] === 0x50 && head[1] === 0x4b ? E.right(undefined) : E.left(impostor(path, expected, head)),
    ),
  )

/**
 * Opens a zip archive (ZIP64 too) for as long as `use` runs, and closes it whatever happens. Nothing is unpacked until
 * a member is read. `FileNotFound`, `FileNotReadable`, those of `impostor` and `zipMember`, `Malformed` for a broken
 * directory.
 */
export const withZip = <A>(
  path: string,
  expected: FileFormat,
  use: (archive: ZipArchive) => TE.TaskEither<FileError, A>,
): TE.TaskEither<FileError, A> =>
  withFile(path, (file) =>
    pipe(
      checkMagic(path, expected, file),
      TE.flatMap(() => openZip(path, file)),
      TE.flatMap((zip) => listMembers(path, file, zip)),
      TE.flatMap((members) => use({ size: file.size, members })),
    ),
  )
