import type { Mp3Job, Mp3Samples } from '../mp3/decoder.js'
import type { OpusJob } from '../ogg/opus-decoder.js'
import type { VorbisJob } from '../ogg/vorbis-decoder.js'

/** What each decoder of the thread is given, and what it gives: `[channels][frames]`, or why it could not. */
export interface Jobs {
  readonly mp3: { readonly given: Mp3Job; readonly gives: Mp3Samples }
  readonly vorbis: { readonly given: VorbisJob; readonly gives: readonly Float32Array[] }
  readonly opus: { readonly given: OpusJob; readonly gives: readonly Float32Array[] }
}

/** The decoders that run in the thread. */
export type DecoderName = keyof Jobs

/** A request to the thread: which decoder, and what it works on. */
export interface DecodeRequest {
  readonly decoder: DecoderName
  readonly job: unknown
}

/** What the thread answers. */
export type DecodeReply<Sound> =
  | { readonly _tag: 'Decoded'; readonly sound: Sound }
  /** `ended` where the thread is to blame, and no use any more. */
  | { readonly _tag: 'Failed'; readonly reason: string; readonly ended: boolean }
