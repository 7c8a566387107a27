import type { StableAudioOptions } from '@sigmastream/pipeline'
import { type Io, note } from '../io.js'
import { showPacking } from './packing.js'

/** What Stable Audio is told by the command line: where it may note what it does, and the memory that is free. */
export const stableAudioOptions = (io: Io): StableAudioOptions => ({
  env: io.env,
  free: io.availableMemory(),
  note: (line) => note(io, line),
  onPacking: showPacking(io),
})
