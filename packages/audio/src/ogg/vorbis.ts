import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { StbVorbis } from 'stb-vorbis'
import { type Audio, makeAudio, maxSamples } from '../audio.js'
import type { AudioError } from '../errors.js'
import {
  corruptFault,
  decoderFault,
  noSamplesFault,
  type SoundSource,
  tooLongFault,
  truncatedFault,
  unsupportedFault,
  viewOf,
} from '../source.js'
import type { OggStream } from './pages.js'

const format = 'Ogg Vorbis'

/**
 * Checks that the stream can be read and is not too long: a packet gives at most half a long block (Vorbis I, 1.3.2).
 */
const checkStream = (source: SoundSource, { packets: [head, ...rest] }: OggStream): E.Either<AudioError, undefined> => {
  if (head === undefined || head.length < 30)
    return truncatedFault(source, format)('its identification header is not complete')
  const view = viewOf(head)
  const [channels, rate, longBlock] = [view.getUint8(11), view.getUint32(12, true), 2 ** (view.getUint8(28) >> 4)]
  if (channels === 0 || rate === 0) return corruptFault(source, format)(`it says ${channels} channels at ${rate} Hz`)
  // stb_vorbis decodes several submaps wrongly, and encoders use them for surround sound
  if (channels > 2) return unsupportedFault(source, format)(`it has ${channels} channels; 1 and 2 are read`)
  if (rest.length <= 2) return noSamplesFault(source, format)('it has headers and no packet of sound')
  return rest.length * (longBlock / 2) * channels > maxSamples
    ? tooLongFault(source, `up to ${rest.length} packets of ${longBlock / 2} samples in ${channels} channels`)
    : E.right(undefined)
}

/**
 * An Ogg Vorbis file, mono or stereo, through stb_vorbis (package stb-vorbis, Apache-2.0; WebAssembly inside). Errors:
 * `NoSamples`, `Unsupported` (more channels), `Truncated`, `Corrupt`, `TooLong`.
 */
export const readVorbis = (source: SoundSource, stream: OggStream): TE.TaskEither<AudioError, Audio> =>
  pipe(
    TE.fromEither(checkStream(source, stream)),
    TE.flatMap(() =>
      TE.tryCatch(
        async () => {
          await StbVorbis.ready
          return StbVorbis.decode(source.bytes)
        },
        decoderFault(source, format),
      ),
    ),
    TE.flatMapEither(({ sampleRate, channels }) => makeAudio(sampleRate, channels)),
  )
