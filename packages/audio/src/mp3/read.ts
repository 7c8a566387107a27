import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { makeAudio, maxSamples } from '../audio.js'
import type { DecodedSound } from '../decoded-sound.js'
import { decodeInThread, secondsFor } from '../decoders/thread.js'
import type { AudioError } from '../errors.js'
import { corruptFault, noSamplesFault, type SoundSource, tooLongFault } from '../source.js'
import { readId3 } from '../tags/id3.js'
import type { Mp3Job, Mp3Samples } from './decoder.js'
import { type Mp3Frames, mp3Frames } from './frames.js'
import { stretchesOf } from './stretches.js'

const jobOf = ({ bytes }: SoundSource, { frames }: Mp3Frames, stretches: Mp3Job['stretches']): Mp3Job => ({
  bytes,
  starts: Uint32Array.from(frames, ({ start }) => start),
  lengths: Uint32Array.from(frames, ({ bytes: length }) => length),
  samples: frames[0].samples,
  channels: frames[0].channels,
  stretches,
})

const remarksOf = ({ strayBytes, cut }: Mp3Frames, silentFrames: number): readonly string[] => [
  ...(strayBytes === 0 ? [] : [`${strayBytes} bytes beside its frames are no sound and left out`]),
  ...(cut === null ? [] : ['its last frame is cut short and left out']),
  ...(silentFrames === 0 ? [] : [`${silentFrames} of its frames do not decode and are silent`]),
]

/**
 * An MP3 file (MPEG-1, 2 and 2.5, layer III), decoded to 16 bits; where a LAME header tells what the encoder added
 * before and after the sound, that is cut off. What is no frame is passed over, and told in the remarks. Errors:
 * `NoSamples`, `Unsupported`, `Truncated`, `Corrupt`, `TooLong`.
 */
export const readMp3 = (source: SoundSource): TE.TaskEither<AudioError, DecodedSound> =>
  pipe(
    TE.fromEither(mp3Frames(source)),
    TE.flatMap((found) => {
      const { stretches, remarks } = stretchesOf(source.bytes, found)
      const [first] = found.frames
      const kept = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
      if (kept === 0) return TE.fromEither(noSamplesFault(source, 'MP3')('it has no frame of sound'))
      if (kept * first.channels > maxSamples)
        return TE.fromEither(tooLongFault(source, `${kept} samples in each of ${first.channels} channels`))
      const verdict = ({ channels, silentFrames }: Mp3Samples): E.Either<AudioError, DecodedSound> =>
        2 * silentFrames > found.frames.length
          ? corruptFault(source, 'MP3')(`${silentFrames} of its ${found.frames.length} frames do not decode`)
          : pipe(
              makeAudio(first.sampleRate, channels),
              E.map((audio) => ({
                audio,
                info: {
                  format: 'MP3',
                  encoding: null,
                  speakers: null,
                  ...readId3(source.bytes),
                  remarks: [...remarksOf(found, silentFrames), ...remarks],
                },
              })),
            )
      return pipe(
        decodeInThread(
          source,
          'MP3',
          'mp3',
          jobOf(source, found, stretches),
          secondsFor(found.frames.length * first.samples * first.channels),
        ),
        TE.flatMapEither(verdict),
      )
    }),
  )
