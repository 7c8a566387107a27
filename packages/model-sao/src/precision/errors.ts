import type { RunAborted } from '@sigmastream/onnx'
import { diskFault } from '@sigmastream/tensor-files'

/** Why packed weights could not be made or used. */
export type PackingError =
  | { readonly _tag: 'PackingDiskFull'; readonly path: string }
  | { readonly _tag: 'PackingFolderUnusable'; readonly path: string; readonly reason: string }
  /** Since the model was loaded, its weights were packed anew with other matrices kept in float32. */
  | { readonly _tag: 'PackedAnew'; readonly path: string }

/** One line: what is wrong, and what would be right. */
export const describePackingError = (error: PackingError): string => {
  const elsewhere = 'set SIGMASTREAM_CACHE to'
  switch (error._tag) {
    case 'PackingDiskFull':
      return `${error.path}: the disk is full before the packed weights are written; make room, or ${elsewhere} a folder on a larger disk`
    case 'PackingFolderUnusable':
      return `${error.path}: packed weights cannot be kept there: ${error.reason}; ${elsewhere} a folder that may be written to`
    case 'PackedAnew':
      return `${error.path}: the weights were packed anew by another process meanwhile, and are not those that were loaded; run it again`
  }
}

/** What a thrown value of the file system says of `path`, where packed weights are kept. */
export const packingFailure =
  (path: string) =>
  (cause: unknown): PackingError | RunAborted => {
    const fault = diskFault(cause)
    switch (fault._tag) {
      case 'Full':
        return { _tag: 'PackingDiskFull', path }
      case 'Unusable':
        return { _tag: 'PackingFolderUnusable', path, reason: fault.reason }
      case 'Stopped':
        return { _tag: 'RunAborted' }
    }
  }
