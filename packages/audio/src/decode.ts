import { taskEither as TE } from 'fp-ts'
import type { Audio } from './audio.js'
import type { AudioError } from './errors.js'
import { readFlac } from './flac/read.js'
import { readMp3 } from './mp3/read.js'
import { namedFormat } from './names.js'
import { readOgg } from './ogg/read.js'
import { type ReadFormat, sniff } from './sniff.js'
import { type SoundSource, unsupportedFault } from './source.js'
import { readWav } from './wav/read.js'

const readers: Readonly<Record<ReadFormat, (source: SoundSource) => TE.TaskEither<AudioError, Audio>>> = {
  WAV: (source) => TE.fromEither(readWav(source)),
  FLAC: readFlac,
  Ogg: readOgg,
  MP3: readMp3,
}

/**
 * The sound in `bytes`: WAV, FLAC, MP3, Ogg Vorbis, Ogg Opus or Ogg FLAC, decided by the content; `label` is the name
 * that messages give it, and its extension, if it is a sound's, must say the same. Memory grows with the samples that
 * are there, never with what a header claims. Errors: `Empty`, `NotAudio`, `Mislabelled`, `NoSamples`, `Unsupported`,
 * `Truncated`, `Corrupt`, `TooLong`.
 */
export const decodeAudio = (bytes: Uint8Array, label: string): TE.TaskEither<AudioError, Audio> => {
  if (bytes.length === 0) return TE.left({ _tag: 'Empty', label })
  const found = sniff(bytes)
  if (found === undefined) return TE.left({ _tag: 'NotAudio', label })
  if ('read' in found && (namedFormat(label) ?? found.read) !== found.read)
    return TE.left({ _tag: 'Mislabelled', label, format: found.read, extension: found.read.toLowerCase() })
  return 'read' in found
    ? readers[found.read]({ label, bytes })
    : TE.fromEither(unsupportedFault({ label, bytes }, found.other)('it is not read here'))
}
