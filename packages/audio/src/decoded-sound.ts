import type { Audio } from './audio.js'
import type { SampleEncoding } from './pcm.js'

/** A tag of a file as Vorbis comments have it: a name in capitals, such as `TITLE`, and its text. */
export type Tag = readonly [name: string, text: string]

/** A chunk of a WAV file as it is; `behind` where it stands behind the samples. */
export interface KeptChunk {
  readonly id: string
  readonly content: Uint8Array
  readonly behind: boolean
}

/** What a file of sound says beside its samples. */
export interface SoundInfo {
  /** What its content is: 'WAV', 'FLAC', 'Ogg Vorbis'. */
  readonly format: string
  /** What holds its samples as they are; `null` where it has none of its own, as MP3. */
  readonly encoding: SampleEncoding | null
  /** Which speaker each channel is for, as the channel mask of WAV; `null` where it does not say. */
  readonly speakers: number | null
  readonly tags: readonly Tag[]
  /** Pictures, each the content of a PICTURE block of FLAC. */
  readonly pictures: readonly Uint8Array[]
  /** Chunks of WAV that are no tags and are kept from WAV to WAV, such as markers; no other format has any. */
  readonly chunks?: readonly KeptChunk[]
  /**
   * What was mended or left out while it was read, each a clause such as 'its last frame is cut short and left out'.
   */
  readonly remarks: readonly string[]
}

/** Sound, and what its file says beside. */
export interface DecodedSound {
  readonly audio: Audio
  readonly info: SoundInfo
}
