import type { ReadonlyF32 } from '@sigmastream/core'
import type { SoundInfo } from '../decoded-sound.js'

/** The sound of one stream of an Ogg file, and what its headers say beside. */
export interface Part {
  readonly sampleRate: number
  readonly channels: readonly ReadonlyF32[]
  readonly info: SoundInfo
}
