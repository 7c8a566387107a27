import { diskFault } from '@sigmastream/tensor-files'
import type { HubError } from './errors.js'

/** What can be wrong where files are kept. */
type DiskFailure = Extract<HubError, { readonly _tag: 'DiskFull' | 'CacheUnusable' | 'Aborted' }>

/** What a thrown value of the file system says of `path` in the cache. `DiskFull`, `CacheUnusable`, `Aborted`. */
export const cacheFailure =
  (path: string) =>
  (cause: unknown): DiskFailure => {
    const fault = diskFault(cause)
    switch (fault._tag) {
      case 'Stopped':
        return { _tag: 'Aborted' }
      case 'Full':
        return { _tag: 'DiskFull', path }
      case 'Unusable':
        return { _tag: 'CacheUnusable', path, reason: fault.reason }
    }
  }
