import type { Checkpoint, StoredTake } from '@sigmastream/pipeline'

/** The take that a run is kept as, and what it goes on from; `null` where it begins at its start. */
export interface RunTake {
  readonly take: StoredTake
  readonly from: Checkpoint | null
}
