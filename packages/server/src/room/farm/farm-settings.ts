import type { Clock, Farm } from '@sigmastream/farm'
import type { WorkThread } from '@sigmastream/render-thread'

/** A farm that makes the renders of a studio, and as whom the studio sends them. */
export interface StudioFarm {
  readonly farm: Farm
  /** Small letters, digits and hyphens. */
  readonly submitter: string
  /** The version of the engine that models are computed by; `null` where it is not known. */
  readonly engine: string | null
}

/** What a line at a farm is opened with. */
export interface FarmSettings extends StudioFarm {
  /** The thread that recipes are checked on, and results looked into. */
  readonly errands: WorkThread
  readonly clock: Clock
}
