import { codeOf } from '@sigmastream/core'
import { FolderNotMade } from './make-folder.js'

/** Why a file or folder cannot be read or written: it was stopped, the disk is full, or another reason, in words. */
export type DiskFault =
  | { readonly _tag: 'Stopped' }
  | { readonly _tag: 'Full' }
  | { readonly _tag: 'Unusable'; readonly reason: string }

const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

/** Whether a thrown value says that there is no such file; a link that leads nowhere is none. */
export const isAbsent = (cause: unknown): boolean => ABSENT.has(codeOf(cause))

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EEXIST', 'there is a file where a folder should be'],
  ['EISDIR', 'there is a folder where a file should be'],
  ['EFBIG', 'the disk takes no file of that size'],
  ['EMFILE', 'too many files are open'],
])

/** What a thrown value of the file system says, by its code only. */
export const diskFault = (cause: unknown): DiskFault => {
  const code = codeOf(cause)
  if (code === 'ABORT_ERR') return { _tag: 'Stopped' }
  if (FULL.has(code)) return { _tag: 'Full' }
  if (cause instanceof FolderNotMade) return { _tag: 'Unusable', reason: cause.message }
  const unknown = code === '' ? 'it failed' : `it failed with ${code}`
  return { _tag: 'Unusable', reason: REASONS.get(code) ?? unknown }
}
