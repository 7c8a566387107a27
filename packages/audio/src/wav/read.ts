import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { makeAudio, maxSamples } from '../audio.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { readMp3 } from '../mp3/read.js'
import { inMemory } from '../random-access.js'
import { type SoundSource, tooLongFault } from '../source.js'
import { wavLayout } from './layout.js'
import { wavSamples } from './samples.js'

/**
 * A WAV file (RIFF, RF64, BW64): PCM of 8 bits (unsigned), 16, 24, 32, float 32 and 64, A-law, mu-law, plain or
 * extensible, any rate and number of channels, and MP3. Errors: `NoSamples`, `Unsupported`, `Truncated`, `Corrupt`,
 * `TooLong`.
 */
export const readWav = (source: SoundSource): TE.TaskEither<AudioError, DecodedSound> =>
  pipe(
    TE.fromEither(wavLayout({ label: source.label, bytes: inMemory(source.bytes) })),
    TE.flatMap((layout): TE.TaskEither<AudioError, DecodedSound> => {
      if ('mp3' in layout) {
        const { start, size } = layout.mp3
        return pipe(
          readMp3({ ...source, bytes: source.bytes.subarray(start, start + size) }),
          TE.map(({ audio, info }) => ({ audio, info: { ...info, format: 'MP3 in WAV' } })),
        )
      }
      const { format, start, frames, info } = layout
      if (frames * format.channels > maxSamples)
        return TE.fromEither(tooLongFault(source, `${frames} frames of ${format.channels} channels`))
      return pipe(
        TE.fromEither(makeAudio(format.sampleRate, wavSamples(format, source.bytes.subarray(start), frames))),
        TE.map((audio) => ({ audio, info })),
      )
    }),
  )
