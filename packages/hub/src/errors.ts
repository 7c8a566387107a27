/**
 * What the hub answers where something is not allowed, or not there. `token` is where the token sent came from, if one
 * was: `token` for one that was given, else a variable or a file.
 */
type AccessError =
  /** The repository's licence has to be accepted on its page first, by the account that the token belongs to. */
  | { readonly _tag: 'Gated'; readonly repository: string; readonly page: string; readonly token: string | undefined }
  /** The hub does not know the token. */
  | { readonly _tag: 'Unauthorised'; readonly repository: string; readonly token: string | undefined }
  /** The token is known and may not read this. */
  | {
      readonly _tag: 'Forbidden'
      readonly repository: string
      readonly page: string
      readonly token: string | undefined
    }
  /** Without a token the hub tells a private repository from a missing one to nobody. */
  | { readonly _tag: 'RepositoryMissing'; readonly repository: string; readonly token: string | undefined }
  | { readonly _tag: 'RevisionMissing'; readonly repository: string; readonly revision: string }
  | { readonly _tag: 'FileMissing'; readonly repository: string; readonly file: string }

/** What goes wrong between here and the hub, or the host that it sends us on to. */
type TransportError =
  /** `proxy` is the host of the proxy that it was asked through, and the variable that names it. */
  | { readonly _tag: 'NoNetwork'; readonly host: string; readonly reason: string; readonly proxy?: string }
  /** `seconds` is how long the hub asks us to wait, where it says. */
  | { readonly _tag: 'RateLimited'; readonly host: string; readonly seconds: number | undefined }
  | { readonly _tag: 'ServerFailed'; readonly host: string; readonly status: number }
  /** The connection ended after `bytes` of the `size` bytes of `file`, which are kept. */
  | { readonly _tag: 'Dropped'; readonly file: string; readonly bytes: number; readonly size: number }
  /** Redirected without end, from https to http, or to an address that is none. */
  | { readonly _tag: 'UnsafeRedirect'; readonly host: string; readonly wrong: string }

/** What is wrong with an answer that the hub gave gladly. */
type AnswerError =
  | {
      readonly _tag: 'BadListing'
      readonly repository: string
      /** Its path in the JSON. */
      readonly key: string
      readonly wrong: string
      readonly right: string
    }
  /** The listing names a file outside its own folder. */
  | { readonly _tag: 'UnsafePath'; readonly repository: string; readonly path: string }
  /** Files that were asked for by their names are not in that revision. */
  | {
      readonly _tag: 'NotListed'
      readonly repository: string
      readonly revision: string
      readonly missing: readonly string[]
    }
  /** The hub serves another file, size or commit than it listed; what was fetched before is kept. */
  | { readonly _tag: 'Changed'; readonly file: string; readonly listed: string; readonly served: string }
  /** Twice over, the bytes were not those that the hub listed. */
  | { readonly _tag: 'WrongBytes'; readonly file: string; readonly expected: string; readonly found: string }

/** What is wrong with the cache on this machine. */
type CacheError =
  | { readonly _tag: 'DiskFull'; readonly path: string }
  | { readonly _tag: 'CacheUnusable'; readonly path: string; readonly reason: string }
  /** Offline, and not all that was selected is in the cache. */
  | { readonly _tag: 'NotCached'; readonly repository: string; readonly revision: string; readonly cache: string }
  /** Another process is pulling the same repository; `lock` is the file that says so. */
  | { readonly _tag: 'InUse'; readonly repository: string; readonly lock: string }

/** What was asked for is not of the form it must have. No token and no password is in it. */
type RequestError =
  | { readonly _tag: 'BadRepository'; readonly repository: string }
  | { readonly _tag: 'BadRevision'; readonly revision: string }
  | { readonly _tag: 'BadEndpoint'; readonly wrong: string }
  | { readonly _tag: 'BadProxy'; readonly variable: string; readonly wrong: string }
  | { readonly _tag: 'BadToken'; readonly source: string; readonly wrong: string }

/** Why files could not be pulled. No error holds a token, nor an address that was signed for one download. */
export type HubError =
  | AccessError
  | TransportError
  | AnswerError
  | CacheError
  | RequestError
  | { readonly _tag: 'Aborted' }
