import type * as t from 'io-ts'

/** What a body is: JSON that a codec accepts, or bytes; `type` is its media type, with `*` for any. */
export type Content =
  | { readonly _tag: 'Json'; readonly codec: t.Mixed }
  | { readonly _tag: 'Bytes'; readonly type: string }
  /** Server-sent events, the data of each of them JSON that the codec of its name accepts. */
  | { readonly _tag: 'Events'; readonly codecs: Readonly<Record<string, t.Mixed>> }

/** One of the answers that is no error: its status, what it is in words, and its body; `null` for none. */
export interface Answer {
  readonly status: number
  readonly about: string
  readonly content: Content | null
}

/** A value in the path or the query, which comes as text. */
export interface Parameter {
  readonly codec: t.Mixed
  readonly about: string
}

/** A route of the API, as the router and its documentation read it. `path` has its parameters as `:id`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly summary: string
  readonly about: string
  /** Of the path; every one must be there. */
  readonly parameters?: Readonly<Record<string, Parameter>>
  /** Of the query; each may be left out. */
  readonly query?: Readonly<Record<string, Parameter>>
  readonly body?: { readonly content: Content; readonly required: boolean }
  readonly answers: readonly Answer[]
  /** The statuses of its errors beside those that any route may answer with. */
  readonly errors: readonly number[]
  /** The codec of its errors where it is not `FaultAnswer`. */
  readonly errorCodec?: t.Mixed
  /** Whether parts of the answer can be asked for, as `Range: bytes=0-99`. */
  readonly ranges?: boolean
}
