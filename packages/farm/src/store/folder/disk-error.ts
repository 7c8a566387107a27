import { codeOf, messageOf } from '@sigmastream/core'
import type { LocalFileFailed, StoreError } from '../error.js'

/** What the disk of a store failed at. */
export const fromDisk = (store: string, cause: unknown): StoreError => {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { _tag: 'StoreFull', store }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { _tag: 'StoreDenied', store, message: messageOf(cause) }
    default:
      return { _tag: 'StoreUnreachable', store, message: messageOf(cause) }
  }
}

/** What the disk of this machine failed at. */
export const fromLocalDisk = (path: string, cause: unknown): LocalFileFailed => ({
  _tag: 'LocalFileFailed',
  path,
  message: messageOf(cause),
})

const absentCodes: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR'])

/** `none` where nothing is at a path; any other failure goes on. */
export const ifAbsent =
  <A>(none: A) =>
  (cause: unknown): A => {
    if (absentCodes.has(codeOf(cause))) return none
    throw cause
  }
