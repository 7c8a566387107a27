import type { PullProgress } from './download/progress.js'
import type { Environment } from './environment/settings.js'
import type { Connection, Retry } from './network/connection.js'

/** What is asked of a hub, and by what means. What is left out is as the environment says: see `hubSettings`, `tokenOf`. */
export interface HubOptions {
  /** `OWNER/NAME`, such as `google-t5/t5-base`. */
  readonly repository: string
  /** A branch, tag or commit; `main` where there is none. */
  readonly revision?: string | undefined
  /** Address of the hub. */
  readonly endpoint?: string | undefined
  /** An access token. It is sent to the hub alone, and never told to anybody. */
  readonly token?: string | undefined
  /** Folder of the cache. */
  readonly cache?: string | undefined
  /** Whether the network is to be left alone. */
  readonly offline?: boolean | undefined
  readonly env: Environment
  /** The home folder; the user's where it is left out. */
  readonly home?: string | undefined
  /** How addresses are asked; through the proxies of `env` where it is left out: see `networkOf`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** How to wait between attempts, in milliseconds; a timer where it is left out. */
  readonly sleep?: Connection['sleep'] | undefined
  /** Told of every piece that arrives. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined
  /** Told of every attempt that is repeated. */
  readonly onRetry?: ((retry: Retry) => void) | undefined
  /** Stops the download; what has arrived stays, and the next pull goes on from there. */
  readonly signal?: AbortSignal | undefined
}
