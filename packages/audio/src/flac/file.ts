import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Flac } from 'libflacjs'
import { breather } from '../breath.js'
import type { SoundInfo } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import type { SampleReader, SoundShape } from '../sample-reader.js'
import { corruptFault, decoderFault } from '../source.js'
import { flacInfo } from './info.js'
import { type FlacSource, type FlacStream, flacStream, withFlacStream } from './stream.js'

/** What a FLAC file says beside its samples, and these a stretch at a time. */
export interface FlacFile {
  readonly info: SoundInfo
  readonly reader: SampleReader<AudioError>
  /** Frees the decoder. */
  readonly close: () => void
}

interface Measurement {
  readonly shape: SoundShape
  readonly info: SoundInfo
}

/** Goes through all of it once, so that no damage is found later: how much sound there is. */
const measure = async (source: FlacSource, stream: FlacStream): Promise<E.Either<AudioError, Measurement>> => {
  const breathe = breather()
  const { sampleRate, channels } = stream
  for (let frames = 0; ; await breathe()) {
    const part = stream.next()
    if (E.isLeft(part)) return part
    if (part.right._tag === 'End')
      return E.right({ shape: { sampleRate, channels, frames }, info: flacInfo(source, stream, part.right.remarks) })
    frames += part.right.channels[0]?.length ?? 0
  }
}

/** Where a decoder is: its last block, which begins at sample `from`. */
interface Place {
  readonly stream: FlacStream
  readonly from: number
  readonly block: readonly Float32Array[]
}

const endOf = ({ from, block }: Place): number => from + (block[0]?.length ?? 0)

/** The samples of a stretch. It is decoded forwards from where the last one ended, or from the start. */
const stretch = async (
  source: FlacSource,
  begin: Place,
  [from, to]: readonly [number, number],
  moved: (place: Place) => void,
): Promise<E.Either<AudioError, readonly Float32Array[]>> => {
  const breathe = breather()
  const out = begin.stream.channels
  const channels = Array.from({ length: out }, () => new Float32Array(to - from))
  for (let place = begin; ; await breathe()) {
    const [first, last] = [Math.max(from, place.from), Math.min(to, endOf(place))]
    if (first < last)
      for (const [c, channel] of channels.entries())
        channel.set(place.block[c]?.subarray(first - place.from, last - place.from) ?? [], first - from)
    if (endOf(place) >= to) return E.right(channels)
    const part = place.stream.next()
    if (E.isLeft(part)) return part
    if (part.right._tag === 'End') return corruptFault(source, source.format)('it has changed while it was read')
    place = { stream: place.stream, from: endOf(place), block: part.right.channels }
    moved(place)
  }
}

const fileOf = (flac: Flac, source: FlacSource, { shape, info }: Measurement): FlacFile => {
  let place: Place | undefined
  let before: Promise<unknown> = Promise.resolve()
  const close = (): void => {
    place?.stream.close()
    place = undefined
  }
  const from = (start: number): E.Either<AudioError, Place> => {
    if (place !== undefined && place.from <= start) return E.right(place)
    close()
    return pipe(
      flacStream(flac, source, false),
      E.map((stream) => (place = { stream, from: 0, block: [] })),
    )
  }
  const readNow = (start: number, end: number): Promise<E.Either<AudioError, readonly Float32Array[]>> => {
    const begin = from(start)
    return E.isLeft(begin) ? Promise.resolve(begin) : stretch(source, begin.right, [start, end], (now) => (place = now))
  }
  return {
    info,
    close,
    reader: {
      ...shape,
      read: (start, end) =>
        pipe(
          // one decoder serves all, so that each waits for the one before
          TE.tryCatch(
            () => {
              const mine = before.then(() => readNow(start, end))
              // only its end: the samples are its caller's to keep
              before = mine.then(
                () => undefined,
                () => undefined,
              )
              return mine
            },
            decoderFault(source, source.format),
          ),
          TE.flatMapEither((read) => read),
        ),
    },
  }
}

/**
 * Opens a FLAC file whose samples are read a stretch at a time; one decoder and one block are held. It is gone through
 * once at the start. A stretch before the last one begins again at the start of the file. Errors: those of
 * `withFlacStream`.
 */
export const flacFile = (source: FlacSource): TE.TaskEither<AudioError, FlacFile> =>
  withFlacStream(source, async (stream, flac) =>
    pipe(
      await measure(source, stream),
      E.map((measured) => fileOf(flac, source, measured)),
    ),
  )
