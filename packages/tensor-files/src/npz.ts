import { messageOf } from '@sigmastream/core'
import { zipSync } from 'fflate'
import { either as E } from 'fp-ts'
import type { FileError } from './error.js'
import { encodeNpy } from './npy.js'
import type { Tensor } from './tensor.js'
import { checkAllWritable } from './writable.js'

/** What NumPy adds to a tensor's name to name its member of the archive. */
export const NPY_SUFFIX = '.npy'

/** A zip member must have a time; the first one possible keeps equal tensors equal files. */
const NO_TIME = new Date(1980, 0, 1)

/**
 * The bytes of a `.npz` file: a zip archive of one stored `.npy` member per tensor, in the map's order.
 * `UnwritableTensor` where shape and data disagree or the name cannot be one, `TooLarge` from 2 GiB on.
 */
export const encodeNpz = (
  tensors: ReadonlyMap<string, Tensor>,
  file = 'these bytes',
): E.Either<FileError, Uint8Array> => {
  const checked = checkAllWritable(file, tensors)
  if (E.isLeft(checked)) return checked
  const members: [name: string, bytes: Uint8Array][] = []
  for (const [name, tensor] of tensors) {
    const member = encodeNpy(tensor, file, name)
    if (E.isLeft(member)) return member
    members.push([`${name}${NPY_SUFFIX}`, member.right])
  }
  return E.tryCatch(
    () => zipSync(Object.fromEntries(members), { level: 0, mtime: NO_TIME }),
    (cause): FileError => ({
      _tag: 'FileNotWritable',
      file,
      reason: messageOf(cause),
    }),
  )
}
