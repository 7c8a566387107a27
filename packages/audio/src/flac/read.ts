import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { makeAudio, maxSamples } from '../audio.js'
import { breather } from '../breath.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { inMemory } from '../random-access.js'
import { decoderFault, decoderMissing, type SoundSource, tooLongFault } from '../source.js'
import { flacInfo } from './info.js'
import { flacLibrary } from './library.js'
import { type FlacSource, type FlacStream, flacStream } from './stream.js'

const joinBlocks = (blocks: readonly (readonly Float32Array[])[], channel: number, frames: number): Float32Array => {
  const out = new Float32Array(frames)
  blocks.reduce((at, block) => {
    const part = block[channel]! // a stream gives every block as many channels as its head says
    out.set(part, at)
    return at + part.length
  }, 0)
  return out
}

const wholeOf = async (source: FlacSource, stream: FlacStream): Promise<E.Either<AudioError, DecodedSound>> => {
  const [blocks, breathe]: [(readonly Float32Array[])[], () => Promise<void>] = [[], breather()]
  const { sampleRate, channels } = stream
  for (let frames = 0; ; await breathe()) {
    const part = stream.next()
    if (E.isLeft(part)) return part
    if (part.right._tag === 'End') {
      const { remarks } = part.right
      return pipe(
        makeAudio(
          sampleRate,
          Array.from({ length: channels }, (_, channel) => joinBlocks(blocks, channel, frames)),
        ),
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
  return pipe(
    TE.tryCatch(flacLibrary, decoderMissing(source, format)),
    TE.flatMap((flac) =>
      TE.tryCatch(
        async () => {
          const stream = flacStream(flac, source)
          return E.isLeft(stream) ? stream : await wholeOf(source, stream.right).finally(stream.right.close)
        },
        decoderFault(source, format),
      ),
    ),
    TE.flatMapEither((sound) => sound),
  )
}
