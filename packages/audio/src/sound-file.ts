import type { SoundInfo } from './decoded-sound.js'
import type { AudioError } from './errors.js'
import type { SampleReader } from './sample-reader.js'

/** A file of sound that is open: what it says beside its samples, and these a stretch at a time. */
export interface SoundFile extends SampleReader<AudioError> {
  readonly info: SoundInfo
  /** Ends the reading; once is enough. */
  readonly close: () => Promise<void>
}
