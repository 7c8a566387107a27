import type { SoundInfo } from '../decoded-sound.js'
import { readMetadata } from './metadata.js'
import { speakersIn } from './speakers.js'
import type { FlacSource, FlacStream } from './stream.js'

/** What a FLAC file says beside its samples. */
export const flacInfo = (
  { format, bytes }: FlacSource,
  { bits, channels }: Pick<FlacStream, 'bits' | 'channels'>,
  remarks: readonly string[],
): SoundInfo => {
  const { tags, pictures } = readMetadata(bytes)
  return { format, encoding: bits <= 16 ? 'pcm16' : 'pcm24', ...speakersIn(tags, channels), pictures, remarks }
}
