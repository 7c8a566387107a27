import type { Token } from '../environment/token.js'
import type { HubError } from '../errors.js'

/** An attempt that failed and is repeated after `seconds`: the `count`-th in a row of at most `most`. */
export interface Retry {
  readonly error: HubError
  readonly seconds: number
  readonly count: number
  readonly most: number
}

/** What is asked for, and all that is needed to ask for it. */
export interface Connection {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string
  readonly repository: string
  readonly revision: string
  readonly token: Token | undefined
  readonly fetch: typeof globalThis.fetch
  /** The proxy that leads to an address, for messages: its host, and the variable that names it. */
  readonly proxy: (address: URL) => string | undefined
  /** Told of each attempt that is repeated. */
  readonly onRetry: (retry: Retry) => void
  /** Waits, in milliseconds; may reject once the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Where the hub lists a revision: its commit, and its files with their sizes and hashes. */
export const listingAddress = ({ endpoint, repository, revision }: Connection): string =>
  `${endpoint}/api/models/${encodePath(repository)}/revision/${encodeURIComponent(revision)}?blobs=true`

/** Where the hub serves a file of a commit, or redirects to where it is. */
export const fileAddress = ({ endpoint, repository }: Connection, commit: string, file: string): string =>
  `${endpoint}/${encodePath(repository)}/resolve/${commit}/${encodePath(file)}`

/** The page of the repository, with its licence, for people to open. */
export const pageAddress = ({ endpoint, repository }: Connection): string => `${endpoint}/${encodePath(repository)}`
