import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, firstNonFinite } from './audio.js'
import type { DecodedSound } from './decoded-sound.js'
import type { AudioError } from './errors.js'
import { readFlac } from './flac/read.js'
import { readMp3 } from './mp3/read.js'
import { namedFormat } from './names.js'
import { readOgg } from './ogg/read.js'
import { type ReadFormat, sniff } from './sniff.js'
import { corruptFault, type SoundSource, unsupportedFault } from './source.js'
import { readWav } from './wav/read.js'

const readers: Readonly<Record<ReadFormat, (source: SoundSource) => TE.TaskEither<AudioError, DecodedSound>>> = {
  WAV: readWav,
  FLAC: readFlac,
  Ogg: readOgg,
  MP3: (source) =>
    pipe(
      readMp3(source),
      TE.map((audio) => ({
        audio,
        info: { format: 'MP3', encoding: null, speakers: null, tags: [], pictures: [], remarks: [] },
      })),
    ),
}

/** A decoder that answers with what is no sound has read a file that is none. */
const finite = (source: SoundSource, decoded: DecodedSound): TE.TaskEither<AudioError, DecodedSound> => {
  const bad = firstNonFinite(decoded.audio.channels)
  return bad === undefined
    ? TE.right(decoded)
    : TE.fromEither(
        corruptFault(source, decoded.info.format)(`sample ${bad.index} of channel ${bad.channel} is ${bad.value}`),
      )
}

/**
 * The sound in `bytes`, and what they say beside: WAV, FLAC, MP3, Ogg Vorbis, Ogg Opus or Ogg FLAC, decided by the content; `label` is the name
 * that messages give it, and its extension, if it is a sound's, must say the same. Memory grows with the samples that
 * are there, never with what a header claims. Errors: `Empty`, `NotAudio`, `Mislabelled`, `NoSamples`, `Unsupported`,
 * `Truncated`, `Corrupt`, `TooLong`.
 */
export const decodeSound = (bytes: Uint8Array, label: string): TE.TaskEither<AudioError, DecodedSound> => {
  if (bytes.length === 0) return TE.left({ _tag: 'Empty', label })
  const found = sniff(bytes)
  if (found === undefined) return TE.left({ _tag: 'NotAudio', label })
  if ('read' in found && (namedFormat(label) ?? found.read) !== found.read)
    return TE.left({ _tag: 'Mislabelled', label, format: found.read, extension: found.read.toLowerCase() })
  return 'read' in found
    ? pipe(
        readers[found.read]({ label, bytes }),
        TE.flatMap((decoded) => finite({ label, bytes }, decoded)),
      )
    : TE.fromEither(unsupportedFault({ label }, found.other)('it is not read here'))
}

/** The sound of `decodeSound` alone. */
export const decodeAudio = (bytes: Uint8Array, label: string): TE.TaskEither<AudioError, Audio> =>
  pipe(
    decodeSound(bytes, label),
    TE.map(({ audio }) => audio),
  )
