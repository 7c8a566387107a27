import type { HubError } from '../errors.js'
import { type Connection, pageAddress } from './connection.js'

/** Seconds of a `Retry-After`, or else the hub's own `RateLimit: "api";r=0;t=SECONDS`; dates are not taken. */
const secondsIn = (headers: Headers): number | undefined => {
  const after = /^\s*(\d{1,6})\s*$/.exec(headers.get('retry-after') ?? '')
  const seconds = (after ?? /;\s*t=(\d{1,6})/.exec(headers.get('ratelimit') ?? ''))?.[1]
  return seconds === undefined ? undefined : Number(seconds)
}

const MISSING: ReadonlySet<number> = new Set([401, 403, 404])

/**
 * What the status of an answer other than 200, 206 and 416 says, by its headers alone: a body could hold anything.
 * `host` is who answered, `own` whether it is the hub itself, `file` what was asked for if not the listing. The hub
 * answers 401 also where a repository is missing, and tells which in `X-Error-Code`. Source: huggingface_hub,
 * `hf_raise_for_status`.
 */
export const statusError = (
  connection: Connection,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  host: string,
  own: boolean,
  file: string | undefined,
): HubError => {
  const { repository, revision } = connection
  const token = connection.token?.source
  const page = pageAddress(connection)
  const code = headers.get('x-error-code') ?? ''
  const unknownToken = /^invalid (?:credentials|user ?name or password|token)/i.test(
    headers.get('x-error-message') ?? '',
  )
  if (status === 429) return { _tag: 'RateLimited', host, seconds: secondsIn(headers) }
  if (!own || !MISSING.has(status)) return { _tag: 'ServerFailed', host, status }
  if (token !== undefined && status === 401 && (unknownToken || code === ''))
    return { _tag: 'Unauthorised', repository, token }
  switch (code) {
    case 'GatedRepo':
      return { _tag: 'Gated', repository, page, token }
    case 'RevisionNotFound':
      return { _tag: 'RevisionMissing', repository, revision }
    case 'EntryNotFound':
      return { _tag: 'FileMissing', repository, file: file ?? 'the list of files' }
    case 'RepoNotFound':
      return { _tag: 'RepositoryMissing', repository, token }
    default:
      if (status === 401) return { _tag: 'Unauthorised', repository, token }
      if (status === 403) return { _tag: 'Forbidden', repository, page, token }
      return file === undefined
        ? { _tag: 'RepositoryMissing', repository, token }
        : { _tag: 'FileMissing', repository, file }
  }
}
