import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Audio } from './audio.js'
import type { DecodedSound } from './decoded-sound.js'
import type { AudioError } from './errors.js'
import { readFlac } from './flac/read.js'
import { readMp3 } from './mp3/read.js'
import { frontTagBytes } from './mp3/tags.js'
import { namedFormat } from './names.js'
import { readOgg } from './ogg/read.js'
import { type ReadFormat, sniff } from './sniff.js'
import { checkDecoded, type SoundSource, unsupportedFault } from './source.js'
import { readWav } from './wav/read.js'

const readers: Readonly<Record<ReadFormat, (source: SoundSource) => TE.TaskEither<AudioError, DecodedSound>>> = {
  WAV: readWav,
  FLAC: readFlac,
  Ogg: readOgg,
  MP3: readMp3,
}

/**
 * The content behind the tags in front of it, which taggers put before any format; in MP3 they belong to it.
 */
const behindTags = (source: SoundSource, format: ReadFormat): readonly [SoundSource, remarks: readonly string[]] => {
  const front = format === 'MP3' ? 0 : frontTagBytes(source.bytes)
  return front === 0
    ? [source, []]
    : [{ ...source, bytes: source.bytes.subarray(front) }, ['an ID3 tag in front of it is left out']]
}

const readAs = (format: ReadFormat, whole: SoundSource): TE.TaskEither<AudioError, DecodedSound> => {
  const [source, remarks] = behindTags(whole, format)
  return pipe(
    readers[format](source),
    TE.tapEither(({ audio, info }) => checkDecoded(source, info.format, audio.channels)),
    TE.map(({ audio, info }) => ({ audio, info: { ...info, remarks: [...remarks, ...info.remarks] } })),
  )
}

/**
 * The sound in `bytes`, and what they say beside: WAV, FLAC, MP3, Ogg Vorbis, Ogg Opus or Ogg FLAC, decided by the
 * content; `label` is the name that messages give it, and its extension, if it is a sound's, must say the same. Memory
 * grows with the samples that are there, never with what a header claims. Errors: `Empty`, `NotAudio`, `Mislabelled`,
 * `NoSamples`, `Unsupported`, `Truncated`, `Corrupt`, `TooLong`.
 */
export const decodeSound = (bytes: Uint8Array, label: string): TE.TaskEither<AudioError, DecodedSound> => {
  if (bytes.length === 0) return TE.left({ _tag: 'Empty', label })
  const found = sniff(bytes)
  if (found === undefined) return TE.left({ _tag: 'NotAudio', label })
  if ('read' in found && (namedFormat(label) ?? found.read) !== found.read)
    return TE.left({ _tag: 'Mislabelled', label, format: found.read, extension: found.read.toLowerCase() })
  return 'read' in found
    ? readAs(found.read, { label, bytes })
    : TE.fromEither(unsupportedFault({ label }, found.other)('it is not read here'))
}

/** The sound of `decodeSound` alone. */
export const decodeAudio = (bytes: Uint8Array, label: string): TE.TaskEither<AudioError, Audio> =>
  pipe(
    decodeSound(bytes, label),
    TE.map(({ audio }) => audio),
  )
