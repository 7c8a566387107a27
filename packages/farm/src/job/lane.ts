import { oneOf, textWith } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** What a job needs of a worker. */
export const Need = t.type({
  /** What its model is called by, which says its precision as well: an identity, or `exemplar` for the embedded one. */
  model: t.string,
  /** Bytes of memory, rounded up to a power of two; `null` where the submitter cannot tell. */
  memory: t.union([t.number, t.null]),
})

/** See the codec of the same name. */
export type Need = Readonly<t.TypeOf<typeof Need>>

/** Who sends jobs: workers take turns between submitters. */
export const Submitter = textWith('a name of 1 to 32 small letters, digits and hyphens', '^[a-z0-9-]{1,32}$')

/** How soon a job is wanted: a worker takes `high` before `normal`, and `normal` before `low`. */
export const Priority = oneOf({ high: null, normal: null, low: null })

/** See the codec of the same name. */
export type Priority = t.TypeOf<typeof Priority>

/** Where jobs wait, first come first taken: those that need the same, are wanted as soon, and come from one submitter. */
export const Lane = t.type({ need: Need, priority: Priority, submitter: Submitter })

/** See the codec of the same name. */
export type Lane = Readonly<t.TypeOf<typeof Lane>>
