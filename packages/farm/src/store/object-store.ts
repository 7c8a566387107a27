import type { taskEither as TE } from 'fp-ts'
import type { StoreError } from './error.js'

/**
 * Objects by key, in a folder or in a bucket. Keys are `/`-separated names of small letters, digits, `.`, `_` and `-`,
 * which have at most 200 characters and begin with no dot; none goes on where another ends, as `a/b` after `a`. An
 * object is there whole or not at all, whenever its writer is ended. Errors of all: `BadKey`.
 */
export interface ObjectStore {
  /** As a person sees it, without a secret: its folder, or `s3://bucket/prefix`. */
  readonly name: string
  /** Whether there is an object. */
  readonly has: (key: string) => TE.TaskEither<StoreError, boolean>
  /** Puts a file, in the place of what was there. */
  readonly put: (key: string, file: string) => TE.TaskEither<StoreError, void>
  /**
   * Puts a file where nothing is: `false` where something was. Of two that come at once one alone is let in. What was
   * there may be one's own, where a network lost the answer that said so.
   */
  readonly putIfAbsent: (key: string, file: string) => TE.TaskEither<StoreError, boolean>
  /** Writes an object to a file, which is there whole or not at all, but is not flushed; `false` where there is none. */
  readonly get: (key: string, file: string) => TE.TaskEither<StoreError, boolean>
  /** The keys that begin with this, which ends in `/`, in order. */
  readonly list: (prefix: string) => TE.TaskEither<StoreError, readonly string[]>
  /** Removes an object; it is no error where there is none. */
  readonly remove: (key: string) => TE.TaskEither<StoreError, void>
}
