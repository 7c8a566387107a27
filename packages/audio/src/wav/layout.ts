import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundInfo } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import type { SeekableSource } from '../random-access.js'
import { corruptFault, noSamplesFault } from '../source.js'
import { readBeside } from './beside.js'
import { type Chunk, type ChunkList, chunksOf } from './chunks.js'
import { isMp3Format, type WavFormat, wavFormat } from './format.js'
import { encodingOf, readingRemarks } from './samples.js'

/** Where the samples of a WAV file stand and how. */
export interface WavLayout {
  readonly format: WavFormat
  /** The byte at which the first sample begins. */
  readonly start: number
  readonly frames: number
  readonly info: SoundInfo
}

/** The MP3 frames that a WAV file has for samples. */
export interface Mp3Layout {
  readonly mp3: Chunk
}

const framesIn = (
  source: SeekableSource,
  format: WavFormat,
  data: Chunk,
  list: ChunkList,
): E.Either<AudioError, WavLayout> => {
  const frames = Math.floor(data.size / format.frameBytes)
  if (frames === 0) return noSamplesFault(source, 'WAV')(`it has a header and ${data.size} bytes of samples`)
  const beside = readBeside(source, list.chunks)
  const rest = data.size % format.frameBytes
  const cut = rest === 0 ? [] : [`its last frame has ${rest} of ${format.frameBytes} bytes and is left out`]
  return E.right({
    format,
    start: data.start,
    frames,
    info: {
      format: 'WAV',
      encoding: encodingOf(format),
      speakers: format.speakers,
      ...beside,
      remarks: [...list.remarks, ...format.remarks, ...readingRemarks(format), ...beside.remarks, ...cut],
    },
  })
}

/**
 * What a WAV file (RIFF, RF64, BW64) holds, and where. What can be mended is, and told in the remarks: sizes that are
 * not true, a wrong block alignment, a last frame that is not complete.
 */
export const wavLayout = (source: SeekableSource): E.Either<AudioError, WavLayout | Mp3Layout> =>
  pipe(
    chunksOf(source),
    E.flatMap((list): E.Either<AudioError, WavLayout | Mp3Layout> => {
      const { chunks } = list
      const fmt = chunks.find(({ id }) => id === 'fmt ')
      const data = chunks.find(({ id }) => id === 'data')
      if (fmt === undefined) return corruptFault(source, 'WAV')('it has no fmt chunk')
      if (data === undefined) return noSamplesFault(source, 'WAV')('it has no data chunk')
      const content = source.bytes.read(fmt.start, Math.min(fmt.size, 64))
      if (isMp3Format(content)) return E.right({ mp3: data })
      return pipe(
        wavFormat(source, content),
        E.flatMap((format) => framesIn(source, format, data, list)),
      )
    }),
  )
