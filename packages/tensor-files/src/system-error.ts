import { codeOf } from '@sigmastream/core'

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such folder'],
  ['ENOTDIR', 'a part of its path is no folder'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the disk is read-only'],
  ['EISDIR', 'it is a folder'],
  ['ENOSPC', 'the disk is full'],
  ['EMFILE', 'too many files are open'],
])

/** What a thrown value of the file system says: its code, where it has one, and a reason in words. */
export const reasonOf = (cause: unknown): { readonly code: string; readonly reason: string } => {
  if (!(cause instanceof Error)) return { code: '', reason: String(cause) }
  const code = codeOf(cause)
  return { code, reason: REASONS.get(code) ?? cause.message }
}
