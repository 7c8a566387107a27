import { task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type FileError, tooLargeError } from './error.js'
import { npyTensor } from './npy.js'
import { NPY_HEAD_BYTES, type NpyHeader, readNpyHeader } from './npy-header.js'
import { NPY_SUFFIX } from './npz.js'
import type { StoredTensor } from './tensor.js'
import { elementBudget, type TensorLoad, type WithTensors } from './tensor-index.js'
import { withZip } from './zip.js'
import { checkedMember, type ZipMember } from './zip-member.js'

const readWhole = (
  file: string,
  part: string,
  member: ZipMember,
  header: NpyHeader,
): TE.TaskEither<FileError, StoredTensor> =>
  pipe(
    checkedMember(file, part, member),
    TE.map((bytes) => npyTensor(header, bytes.subarray(header.dataStart))),
  )

/** What a member says before its elements: only as much is unpacked as that needs. */
const headerOf = (file: string, name: string, member: ZipMember): TE.TaskEither<FileError, NpyHeader> =>
  pipe(
    member.head(NPY_HEAD_BYTES),
    TE.flatMapEither((head) => readNpyHeader(`${file}: ${name}`, head, member.size)),
  )

/** Unpacks the rest of a member where its header agrees with the size that the archive gives. */
const loadMember =
  (file: string, name: string, member: ZipMember): TensorLoad =>
  (most) => {
    const part = `member "${name}"`
    return pipe(
      headerOf(file, name, member),
      TE.flatMap((header) =>
        header.count > most
          ? TE.fromEither(tooLargeError(file, `${part}, in elements,`, header.count, most))
          : readWhole(file, part, member, header),
      ),
    )
  }

/** Whether a member is one that NumPy writes; macOS puts a `._x.npy` that is no array beside each file it packs. */
const isArray = (member: string): boolean => member.endsWith(NPY_SUFFIX) && !/(?:^|\/)\._[^/]*$/u.test(member)

const nameOf = (member: string): string => member.slice(0, -NPY_SUFFIX.length)

/**
 * Members of other types (texts, Python objects) count as no tensors; what is damaged does, and says so when loaded.
 */
const foreignType =
  (file: string) =>
  ([name, member]: readonly [string, ZipMember]): T.Task<readonly (readonly [string, FileError])[]> =>
    pipe(
      headerOf(file, name, member),
      TE.match(
        (error) => (error._tag === 'UnsupportedDtype' ? [[nameOf(name), error] as const] : []),
        () => [],
      ),
    )

const notAnArray = (file: string, member: string): FileError => ({
  _tag: 'Malformed',
  file,
  part: `member "${member}"`,
  reason: 'it is no .npy file; give the name of one that is',
})

/**
 * Opens a `.npz` file, stored or deflated; each tensor is unpacked when it is loaded. What else the archive holds
 * (a README, a pickle, folders, arrays of types that are not read) lies beside. The errors of `withZip`.
 */
export const withNpz: WithTensors = (path, use) =>
  withZip(path, 'npz', ({ size, members }) => {
    const arrays = [...members].filter(([member]) => isArray(member))
    const beside = [...members.keys()].filter((member) => !isArray(member))
    return pipe(
      TE.fromTask<readonly (readonly (readonly [string, FileError])[])[], FileError>(
        T.traverseSeqArray(foreignType(path))(arrays),
      ),
      TE.flatMap((foreign) => {
        const refused = new Map(foreign.flat())
        const others = new Map([...beside.map((name) => [name, notAnArray(path, name)] as const), ...refused])
        const tensors = arrays
          .filter(([member]) => !refused.has(nameOf(member)))
          .map(([member, content]) => [nameOf(member), loadMember(path, member, content)] as const)
        return use({ budget: elementBudget(size), tensors: new Map(tensors), others })
      }),
    )
  })
