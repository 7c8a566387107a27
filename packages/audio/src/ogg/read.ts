import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Audio } from '../audio.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { readFlac } from '../flac/read.js'
import { ascii, type SoundSource, unsupportedFault } from '../source.js'
import { readOpus } from './opus.js'
import { oggStream } from './pages.js'
import { readVorbis } from './vorbis.js'

/** What stands at the head of the first packet, for codecs that are named and not read. */
const others: readonly (readonly [magic: string, name: string])[] = [
  ['Speex   ', 'Speex'],
  ['\u0080theora', 'Theora video'],
  ['CELT    ', 'CELT'],
  ['PCM     ', 'OggPCM'],
]

const untold = (
  format: string,
): ((audio: TE.TaskEither<AudioError, Audio>) => TE.TaskEither<AudioError, DecodedSound>) =>
  TE.map((audio) => ({
    audio,
    info: { format: format, encoding: null, speakers: null, tags: [], pictures: [], remarks: [] },
  }))

/**
 * An Ogg file with one stream of Vorbis, Opus or FLAC. Errors: those of the three, and `Unsupported` for another codec.
 */
export const readOgg = (source: SoundSource): TE.TaskEither<AudioError, DecodedSound> =>
  pipe(
    TE.fromEither(oggStream(source)),
    TE.flatMap((stream): TE.TaskEither<AudioError, DecodedSound> => {
      const head = ascii(stream.packets[0] ?? new Uint8Array(0), 0, 8)
      if (head.startsWith('\u0001vorbis')) return untold('Ogg Vorbis')(readVorbis(source, stream))
      if (head === 'OpusHead') return untold('Ogg Opus')(readOpus(source, stream))
      if (head.startsWith('\u007fFLAC')) return readFlac(source, 'Ogg FLAC')
      const name = others.find(([magic]) => head.startsWith(magic))?.[1] ?? 'a codec not known here'
      return TE.fromEither(unsupportedFault(source, 'Ogg')(`it holds ${name}, which is not read`))
    }),
  )
