import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, makeAudio } from '../audio.js'
import { encodeInMemory } from '../encoder.js'
import { type AudioError, badOption } from '../errors.js'
import { readerOf } from '../sample-reader.js'
import { flacEncoder } from './encoder.js'
import { maxFlacComment, metadataBlocks } from './metadata.js'

/**
 * A FLAC file in memory, as `flacEncoder` makes it, with an optional comment. Errors: those of `flacEncoder`, and
 * `BadOption` for a comment over 16 MiB.
 */
export const encodeFlac = (
  audio: Audio,
  bits: 16 | 24 = 16,
  comment?: string,
): TE.TaskEither<AudioError, Uint8Array<ArrayBuffer>> =>
  pipe(
    TE.fromEither(makeAudio(audio.sampleRate, audio.channels)),
    TE.flatMap((checked) => {
      const sound = readerOf(checked)
      if (new TextEncoder().encode(comment ?? '').length > maxFlacComment)
        return TE.fromEither(badOption('the comment', 'longer than 16 MiB', `at most ${maxFlacComment} bytes in FLAC`))
      const tags = comment === undefined ? [] : [['COMMENT', comment] as const]
      return pipe(
        flacEncoder(sound, bits, metadataBlocks(tags, [])),
        TE.flatMap((encoder) => () => encodeInMemory(encoder, sound)),
      )
    }),
  )
