import type { WorkThread } from '@sigmastream/render-thread'
import type { Shelf } from '../room/material-of.js'
import type { Room } from '../room/room.js'

/** How much a server takes in. */
export interface Limits {
  /** Bytes of an uploaded sound. */
  readonly sound: number
  /** Bytes of a body of JSON. */
  readonly json: number
  /** How many short errands, such as explanations, may wait. */
  readonly errands: number
}

/** What the routes answer from. */
export interface Studio {
  readonly room: Room
  readonly shelf: Shelf
  /** The thread of what is short: looking into sounds, explaining, other containers. */
  readonly errands: WorkThread
  readonly limits: Limits
}
