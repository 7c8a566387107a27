import type { SteerState } from '@sigmastream/render-thread'
import type { Fault } from '@sigmastream/render-thread/wire'
import type { either as E } from 'fp-ts'
import type { Entry } from './entry.js'
import type { Ledger } from './ledger.js'
import type { Shelf } from './material-of.js'

/** Renders that wait until they are made, and those that are being made. */
export interface Line {
  readonly length: () => number
  /** How many are before one that waits. */
  readonly placeOf: (entry: Entry) => number | null
  readonly join: (entry: Entry) => void
  /** Takes one out of the line, or ends its making: what is still told of that is not heard. */
  readonly leave: (entry: Entry) => void
  /** Steers one that is being made, and tells what state it is in. Errors: it is not, or cannot be steered where it is. */
  readonly steer: (entry: Entry, to: Partial<SteerState>) => E.Either<Fault, void>
  /** Lets go of all runs, which stay begun. */
  readonly close: () => Promise<void>
}

/** A line for the renders of a ledger, whose files are on a shelf. */
export type OpenLine = (ledger: Ledger, shelf: Shelf) => Line
