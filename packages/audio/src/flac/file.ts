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

/** What was decoded at once; it begins at sample `from`. */
interface Block {
  readonly from: number
  readonly channels: readonly Float32Array[]
}

const endOf = ({ from, channels }: Block): number => from + (channels[0]?.length ?? 0)

/** Where a decoder is: its next block begins at sample `at`, and the last ones are held, in order. */
interface Place {
  readonly stream: FlacStream
  readonly at: number
  readonly held: readonly Block[]
}

/** Samples that are held behind a decoder: whoever looks at windows that overlap goes back by less. */
const heldSamples = 65536

const afterBlock = ({ stream, at, held }: Place, channels: readonly Float32Array[]): Place => {
  const block = { from: at, channels }
  const end = endOf(block)
  return { stream, at: end, held: [...held.filter((one) => endOf(one) > end - heldSamples), block] }
}

/** Copies what of a block lies in a stretch that begins at sample `from`. */
const copyBlock = (block: Block, from: number, out: readonly Float32Array[]): void => {
  const [first, last] = [Math.max(from, block.from), Math.min(from + (out[0]?.length ?? 0), endOf(block))]
  if (first >= last) return
  out.forEach((channel, c) =>
    channel.set(block.channels[c]?.subarray(first - block.from, last - block.from) ?? [], first - from),
  )
}

/** The samples of a stretch. It is decoded forwards from where the last one ended, or from the start. */
const stretch = async (
  source: FlacSource,
  begin: Place,
  [from, to]: readonly [number, number],
  moved: (place: Place) => void,
): Promise<E.Either<AudioError, readonly Float32Array[]>> => {
  const breathe = breather()
  const channels = Array.from({ length: begin.stream.channels }, () => new Float32Array(to - from))
  begin.held.forEach((block) => copyBlock(block, from, channels))
  for (let place = begin; place.at < to; await breathe()) {
    const part = place.stream.next()
    if (E.isLeft(part)) return part
    if (part.right._tag === 'End') return corruptFault(source, source.format)('it has changed while it was read')
    copyBlock({ from: place.at, channels: part.right.channels }, from, channels)
    place = afterBlock(place, part.right.channels)
    moved(place)
  }
  return E.right(channels)
}

const fileOf = (flac: Flac, source: FlacSource, { shape, info }: Measurement): FlacFile => {
  let place: Place | undefined
  let before: Promise<unknown> = Promise.resolve()
  const close = (): void => {
    place?.stream.close()
    place = undefined
  }
  const from = (start: number): E.Either<AudioError, Place> => {
    if (place !== undefined && (place.held[0]?.from ?? place.at) <= start) return E.right(place)
    close()
    return pipe(
      flacStream(flac, source, false),
      E.map((stream) => (place = { stream, at: 0, held: [] })),
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
 * Opens a FLAC file whose samples are read a stretch at a time; one decoder and its last blocks are held. It is gone
 * through once at the start. A stretch that begins before those blocks is decoded from the start of the file. Errors: those of
 * `withFlacStream`.
 */
export const flacFile = (source: FlacSource): TE.TaskEither<AudioError, FlacFile> =>
  withFlacStream(source, async (stream, flac) =>
    pipe(
      await measure(source, stream),
      E.map((measured) => fileOf(flac, source, measured)),
    ),
  )
