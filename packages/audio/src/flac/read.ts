import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { makeAudio, maxSamples } from '../audio.js'
import { breather } from '../breath.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { joinStretches } from '../join.js'
import { inMemory } from '../random-access.js'
import { type SoundSource, tooLongFault } from '../source.js'
import { flacInfo } from './info.js'
import { type FlacSource, type FlacStream, withFlacStream } from './stream.js'

const wholeOf = async (source: FlacSource, stream: FlacStream): Promise<E.Either<AudioError, DecodedSound>> => {
  const [blocks, breathe]: [(readonly Float32Array[])[], () => Promise<void>] = [[], breather()]
  const { sampleRate, channels } = stream
  for (let frames = 0; ; await breathe()) {
    const part = stream.next()
    if (E.isLeft(part)) return part
    if (part.right._tag === 'End') {
      const { remarks } = part.right
      return pipe(
        makeAudio(sampleRate, joinStretches(blocks, channels)),
        E.map((audio) => ({ audio, info: flacInfo(source, stream, remarks) })),
      )
    }
    frames += part.right.channels[0]?.length ?? 0
    if (frames * channels > maxSamples) return tooLongFault(source, `more than ${maxSamples} samples`)
    blocks.push(part.right.channels)
  }
}

/**
 * A FLAC file, native or in Ogg, of 8 to 16 or of 24 bits and 1 to 8 channels, checked against its frame checksums, its
 * length and its MD5 sum. Memory grows with what is decoded, never with what the header says. Errors: `NoSamples`,
 * `Unsupported` (other widths), `Truncated`, `Corrupt`, `TooLong`.
 */
export const readFlac = (
  { label, bytes }: SoundSource,
  format: 'FLAC' | 'Ogg FLAC' = 'FLAC',
): TE.TaskEither<AudioError, DecodedSound> => {
  const source = { label, bytes: inMemory(bytes), format }
  return withFlacStream(source, (stream) => wholeOf(source, stream))
}
