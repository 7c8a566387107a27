import { taskEither as TE } from 'fp-ts'
import type { Audio } from './audio.js'
import { type AudioError, badOption } from './errors.js'
import { encodeFlac } from './flac/write.js'
import { extensionOf } from './names.js'
import type { SampleEncoding } from './pcm.js'
import { encodeWav } from './wav/write.js'

/** How samples are stored (`pcm16` unless said otherwise), and a text that `readComment` reads back. */
export interface SoundFileOptions {
  readonly encoding?: SampleEncoding
  readonly comment?: string
}

/**
 * The bytes of a WAV or FLAC file, by the extension of `name`. How they reach a disk is no matter of sound:
 * `replaceFile` of `@sigmastream/tensor-files` writes them whole or not at all. Errors: `BadOption` for another
 * extension and for floats in FLAC, `BadAudio`, `TooLong`, `EncodingFailed`.
 */
export const encodeAudio = (
  name: string,
  audio: Audio,
  { encoding = 'pcm16', comment }: SoundFileOptions = {},
): TE.TaskEither<AudioError, Uint8Array> => {
  const extension = extensionOf(name)
  if (extension === 'wav' || extension === 'wave') return TE.fromEither(encodeWav(audio, encoding, comment))
  if (extension !== 'flac')
    return TE.fromEither(badOption('the output name', name, 'a name that ends in .wav or .flac'))
  return encoding === 'float32'
    ? TE.fromEither(badOption('the encoding of a FLAC file', 'float32', 'pcm16 or pcm24; WAV holds float32'))
    : encodeFlac(audio, encoding === 'pcm16' ? 16 : 24, comment)
}
