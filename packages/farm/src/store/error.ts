/** The store has no room. */
export interface StoreFull {
  readonly _tag: 'StoreFull'
  readonly store: string
}

/** The store cannot be reached, or answers with an error of its own. */
export interface StoreUnreachable {
  readonly _tag: 'StoreUnreachable'
  readonly store: string
  readonly message: string
}

/** The store may not be read or written with these rights. */
export interface StoreDenied {
  readonly _tag: 'StoreDenied'
  readonly store: string
  readonly message: string
}

/** What lies under a key is not what its name says: another hash, or no JSON of this version. */
export interface StoreDamaged {
  readonly _tag: 'StoreDamaged'
  readonly store: string
  readonly key: string
  readonly wrong: string
}

/** Nothing lies under a key that must be there. */
export interface StoreMissing {
  readonly _tag: 'StoreMissing'
  readonly store: string
  readonly key: string
}

/** A job was made twice in one class of machines, and came out otherwise: bits that should be the same are not. */
export interface TwoResults {
  readonly _tag: 'TwoResults'
  readonly job: string
  readonly bitsClass: string
  /** The hash that is in the store, and the one that came. */
  readonly hashes: readonly [string, string]
}

/** A file on this machine cannot be read or written. */
export interface LocalFileFailed {
  readonly _tag: 'LocalFileFailed'
  readonly path: string
  readonly message: string
}

/** What is no key of an object was given for one, such as an id that is none. */
export interface BadKey {
  readonly _tag: 'BadKey'
  readonly store: string
  readonly key: string
}

/** Every way in which a store can fail. */
export type StoreError =
  | StoreFull
  | StoreUnreachable
  | StoreDenied
  | StoreDamaged
  | StoreMissing
  | TwoResults
  | LocalFileFailed
  | BadKey

/** What names no store was given for one. Neither text has what was given in it, where a password could be. */
export interface BadStore {
  readonly _tag: 'BadStore'
  readonly wrong: string
  readonly right: string
}
