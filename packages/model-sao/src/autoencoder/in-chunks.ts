import { batchItem, firstNonFinite, type Latent, type Shape, sizeOf } from '@sigmastream/core'
import type { Feed, Session } from '@sigmastream/onnx'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Chunk } from './chunks.js'
import type { CodingError, NonFiniteResult } from './errors.js'
import { stretchOf } from './stretch.js'

/** One end of a network: its name in the graph, its channels, and how many elements of each make a frame. */
interface NetworkEnd {
  readonly name: string
  readonly channels: number
  readonly rate: number
  /** A whole number of so many frames, with zeros at the end of the sound; any number where it is not said. */
  readonly multiple?: number
}

/** A network that makes one sequence of another, frame for frame. */
export interface CodingNetwork {
  readonly part: NonFiniteResult['part']
  readonly input: NetworkEnd
  readonly output: NetworkEnd
}

/** What a chunk of an item is fed beside the sequence, by the names of the graph. */
export type FeedsOfChunk = (item: number, chunk: Chunk) => Readonly<Record<string, Feed>>

type CodingTask = TE.TaskEither<CodingError, Latent>

const upTo = (frames: number, { multiple = 1 }: NetworkEnd): number => multiple * Math.ceil(frames / multiple)

const runChunk = (
  session: Session,
  { output }: CodingNetwork,
  feeds: Readonly<Record<string, Feed>>,
  frames: number,
  signal?: AbortSignal,
): CodingTask => {
  const shape: Shape = [1, output.channels, upTo(frames, output) * output.rate]
  const message = `no ${output.name} of [${shape.join(', ')}] came back`
  return pipe(
    session.run(feeds, signal),
    TE.flatMapEither(
      ({ [output.name]: given }): E.Either<CodingError, Latent> =>
        given?.type === 'float32' && given.data.length === sizeOf(shape)
          ? E.right({ shape, data: given.data })
          : E.left({ _tag: 'RunFailed', message, expected: session.inputs }),
    ),
  )
}

const feedOf = ({ shape, data }: Latent): Feed => ({ type: 'float32', dims: shape, data })

/**
 * What is kept of a chunk of item `index`: `[1, output.channels, frames output.rate]`. `stretch` gives what lies from one
 * element of the item's sequence up to another, with zeros where it has ended. Errors: as `inChunks`.
 */
export const keptOfChunk = (
  session: Session,
  coding: CodingNetwork,
  stretch: (start: number, end: number) => Latent,
  index: number,
  chunk: Chunk,
  signal?: AbortSignal,
  others: FeedsOfChunk = () => ({}),
): CodingTask => {
  const { part, input, output } = coding
  const { start, from, to, end } = chunk
  return pipe(
    TE.fromIO(() => {
      const given = stretch(start * input.rate, (start + upTo(end - start, input)) * input.rate)
      return { [input.name]: feedOf(given), ...others(index, chunk) }
    }),
    TE.flatMap((feeds) => runChunk(session, coding, feeds, end - start, signal)),
    TE.map((whole) => stretchOf(whole, (from - start) * output.rate, (to - start) * output.rate)),
    TE.filterOrElse(
      (piece) => firstNonFinite(piece) === null,
      (): CodingError => ({ _tag: 'NonFiniteResult', part, item: index, from, to }),
    ),
  )
}

/** Writes a piece `[1, channels, n]` where it belongs in item `index` of `[batch, channels, length]`, from `at` on. */
export const place = (out: Float32Array, length: number, index: number, at: number, { shape, data }: Latent): void => {
  const [, channels, size] = shape
  for (let channel = 0; channel < channels; channel++) {
    const row = data.subarray(channel * size, (channel + 1) * size)
    out.set(row, (index * channels + channel) * length + at)
  }
}

/**
 * Runs a network over each item of x `[batch, input.channels, length]`, one chunk after the other, and joins what is
 * kept of each: `[batch, output.channels, frames output.rate]`. What x lacks of the last frame is zeros. Nothing but
 * what is kept lasts from chunk to chunk. There is at least one item and one chunk. Errors: those of `Session.run`,
 * `NonFiniteResult`.
 */
export const inChunks =
  (
    session: Session,
    coding: CodingNetwork,
    x: Latent,
    chunks: RNEA.ReadonlyNonEmptyArray<Chunk>,
    signal?: AbortSignal,
    others?: FeedsOfChunk,
  ): CodingTask =>
  async () => {
    const { channels, rate } = coding.output
    const shape: Shape = [x.shape[0], channels, rate * chunks.reduce((most, { to }) => Math.max(most, to), 0)]
    const out = new Float32Array(sizeOf(shape))
    for (let item = 0; item < shape[0]; item++) {
      const stretch = (from: number, to: number): Latent => stretchOf(batchItem(x, item), from, to)
      for (const chunk of chunks) {
        const kept = await keptOfChunk(session, coding, stretch, item, chunk, signal, others)()
        if (E.isLeft(kept)) return kept
        place(out, shape[2], item, chunk.from * rate, kept.right)
      }
    }
    return E.right({ shape, data: out })
  }
