import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { crc32 } from './crc32.js'
import { type FileError, malformedError, tooLargeError } from './error.js'
import { npyTensor } from './npy.js'
import { NPY_HEAD_BYTES, type NpyHeader, readNpyHeader } from './npy-header.js'
import { NPY_SUFFIX } from './npz.js'
import type { StoredTensor } from './tensor.js'
import { elementBudget, type TensorLoad, type WithTensors } from './tensor-index.js'
import { withZip } from './zip.js'
import type { ZipMember } from './zip-member.js'

const readWhole = (
  file: string,
  part: string,
  member: ZipMember,
  header: NpyHeader,
): TE.TaskEither<FileError, StoredTensor> =>
  pipe(
    member.whole,
    TE.flatMapEither((bytes) =>
      crc32(bytes) === member.crc32
        ? E.right(bytes)
        : malformedError(file, part, 'its checksum is wrong; the file is damaged, fetch or write it again'),
    ),
    TE.map((bytes) => npyTensor(header, bytes.subarray(header.dataStart))),
  )

/**
 * Unpacks only as much as the `.npy` header needs; the rest where the header agrees with the size that the archive
 * gives.
 */
const loadMember =
  (file: string, name: string, member: ZipMember): TensorLoad =>
  (most) => {
    const part = `member "${name}"`
    return pipe(
      member.head(NPY_HEAD_BYTES),
      TE.flatMapEither((head) => readNpyHeader(`${file}: ${name}`, head, member.size)),
      TE.flatMap((header) =>
        header.count > most
          ? TE.fromEither(tooLargeError(file, `${part}, in elements,`, header.count, most))
          : readWhole(file, part, member, header),
      ),
    )
  }

/**
 * Opens a `.npz` file, stored or deflated; each tensor is unpacked when it is loaded.
 * `Malformed` for a member that is no `.npy`, and the errors of `withZip`.
 */
export const withNpz: WithTensors = (path, use) =>
  withZip(path, 'npz', ({ size, members }) => {
    const other = [...members.keys()].find((member) => !member.endsWith(NPY_SUFFIX))
    if (other !== undefined) {
      return TE.fromEither(
        malformedError(path, `member "${other}"`, 'it is no .npy file; a .npz archive holds nothing else'),
      )
    }
    const nameOf = (member: string) => member.slice(0, -NPY_SUFFIX.length)
    const tensors = new Map([...members].map(([name, member]) => [nameOf(name), loadMember(path, name, member)]))
    return use({ budget: elementBudget(size), tensors })
  })
