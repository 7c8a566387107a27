import type { FileHandle } from 'node:fs/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, makeAudio } from './audio.js'
import type { SoundInfo, Tag } from './decoded-sound.js'
import { encodeInMemory, encodeIntoFile, type SoundEncoder } from './encoder.js'
import { type AudioError, badOption } from './errors.js'
import { flacEncoder } from './flac/encoder.js'
import { maxFlacComment, metadataBlocks } from './flac/metadata.js'
import { speakerTags } from './flac/speakers.js'
import { extensionOf } from './names.js'
import type { SampleEncoding } from './pcm.js'
import { readerOf, type SampleReader, type SoundShape } from './sample-reader.js'
import { besideOf } from './wav/beside.js'
import { wavEncoder } from './wav/encoder.js'

/**
 * How samples are stored (`pcm16` unless said otherwise), a text that `readComment` reads back, and what stands beside
 * the samples, such as the `info` of a file that was read: its tags and pictures, its speakers, and for WAV its chunks.
 */
export interface SoundFileOptions extends Partial<Pick<SoundInfo, 'speakers' | 'tags' | 'pictures' | 'chunks'>> {
  readonly encoding?: SampleEncoding | null
  readonly comment?: string
}

const encoderOf = (
  name: string,
  shape: SoundShape,
  { encoding, comment, speakers = null, tags: others = [], pictures = [], chunks }: SoundFileOptions,
): TE.TaskEither<AudioError, SoundEncoder> => {
  const extension = extensionOf(name)
  const stored = encoding ?? 'pcm16'
  const tags: readonly Tag[] = comment === undefined ? others : [...others, ['COMMENT', comment]]
  if (extension === 'wav' || extension === 'wave') {
    const beside = besideOf({ tags, pictures, speakers, ...(chunks === undefined ? {} : { chunks }) })
    return TE.fromEither(wavEncoder(shape, stored, beside))
  }
  if (extension !== 'flac')
    return TE.fromEither(badOption('the output name', name, 'a name that ends in .wav or .flac'))
  if (stored === 'float32')
    return TE.fromEither(badOption('the encoding of a FLAC file', 'float32', 'pcm16 or pcm24; WAV holds float32'))
  const all = [...tags, ...speakerTags(speakers, shape.channels)]
  const size = all.reduce((sum, [tag, text]) => sum + 8 + new TextEncoder().encode(tag + text).length, 0)
  return size > maxFlacComment
    ? TE.fromEither(badOption('the text of the tags', `${size} bytes long`, `at most ${maxFlacComment} bytes in FLAC`))
    : flacEncoder(shape, stored === 'pcm16' ? 16 : 24, metadataBlocks(all, pictures))
}

/**
 * The bytes of a WAV or FLAC file, by the extension of `name`. How they reach a disk is no matter of sound:
 * `replaceFiles` of `@sigmastream/tensor-files` writes them whole or not at all. Errors: `BadOption` for another
 * extension and for floats in FLAC, `BadAudio`, `EncodingFailed`.
 */
export const encodeAudio = (
  name: string,
  audio: Audio,
  options: SoundFileOptions = {},
): TE.TaskEither<AudioError, Uint8Array> =>
  pipe(
    TE.fromEither(makeAudio(audio.sampleRate, audio.channels)),
    TE.flatMap((checked) => {
      const sound = readerOf(checked)
      return pipe(
        encoderOf(name, sound, options),
        TE.flatMap((encoder) => () => encodeInMemory(encoder, sound)),
      )
    }),
  )

/**
 * What writes sound as a WAV or FLAC file, by the extension of `name`, into an empty file that is open: a stretch at a
 * time is read and encoded, and no more is held. It is what `fileWrittenBy` of `@sigmastream/tensor-files` takes.
 * Errors: those of `encodeAudio` and of reading the sound; it rejects with what the file system throws.
 */
export const writeSound =
  <Failure>(name: string, sound: SampleReader<Failure>, options: SoundFileOptions = {}) =>
  async (file: FileHandle): Promise<E.Either<AudioError | Failure, void>> => {
    const encoder = await encoderOf(name, sound, options)()
    return E.isLeft(encoder) ? encoder : encodeIntoFile(encoder.right, sound, file)
  }
