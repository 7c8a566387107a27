import { batchItem, firstNonFinite, type Latent, type Shape, sizeOf, stack } from '@sigmastream/core'
import type { Session } from '@sigmastream/onnx'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Chunk } from './chunks.js'
import type { CodingError, NonFiniteResult } from './errors.js'
import { concatLatents, stretchOf } from './stretch.js'

/** One end of a network: its name in the graph, its channels, and how many elements of each make a frame. */
interface NetworkEnd {
  readonly name: string
  readonly channels: number
  readonly rate: number
}

/** A network that makes one sequence of another, frame for frame. */
export interface CodingNetwork {
  readonly part: NonFiniteResult['part']
  readonly input: NetworkEnd
  readonly output: NetworkEnd
}

type CodingTask = TE.TaskEither<CodingError, Latent>

const runChunk = (
  session: Session,
  { input, output }: CodingNetwork,
  x: Latent,
  frames: number,
  signal?: AbortSignal,
): CodingTask => {
  const shape: Shape = [1, output.channels, frames * output.rate]
  const message = `no ${output.name} of [${shape.join(', ')}] came back`
  return pipe(
    session.run({ [input.name]: { type: 'float32', dims: x.shape, data: x.data } }, signal),
    TE.flatMapEither(
      ({ [output.name]: given }): E.Either<CodingError, Latent> =>
        given?.type === 'float32' && given.data.length === sizeOf(shape)
          ? E.right({ shape, data: given.data })
          : E.left({ _tag: 'RunFailed', message, expected: session.inputs }),
    ),
  )
}

const keptOfChunk = (
  session: Session,
  coding: CodingNetwork,
  x: Latent,
  index: number,
  chunk: Chunk,
  signal?: AbortSignal,
): CodingTask => {
  const { part, input, output } = coding
  const { start, from, to, end } = chunk
  return pipe(
    TE.fromIO((): Latent => stretchOf(x, start * input.rate, end * input.rate)),
    TE.flatMap((stretch) => runChunk(session, coding, stretch, end - start, signal)),
    TE.map((whole) => stretchOf(whole, (from - start) * output.rate, (to - start) * output.rate)),
    TE.filterOrElse(
      (piece) => firstNonFinite(piece) === null,
      (): CodingError => ({ _tag: 'NonFiniteResult', part, item: index, from, to }),
    ),
  )
}

/**
 * Runs a network over each item of x `[batch, input.channels, length]`, one chunk after the other, and joins what is
 * kept of each: `[batch, output.channels, frames output.rate]`. What x lacks of the last frame is zeros. Nothing but
 * what is kept lasts from chunk to chunk. There is at least one item and one chunk. Errors: those of `Session.run`,
 * `NonFiniteResult`.
 */
export const inChunks = (
  session: Session,
  coding: CodingNetwork,
  x: Latent,
  chunks: RNEA.ReadonlyNonEmptyArray<Chunk>,
  signal?: AbortSignal,
): CodingTask =>
  pipe(
    RNEA.range(0, x.shape[0] - 1),
    TE.traverseReadonlyNonEmptyArrayWithIndexSeq((index) =>
      pipe(
        chunks,
        TE.traverseReadonlyNonEmptyArrayWithIndexSeq((_, chunk) =>
          keptOfChunk(session, coding, batchItem(x, index), index, chunk, signal),
        ),
        TE.map(concatLatents),
      ),
    ),
    TE.map(([first, ...rest]) => stack([first, ...rest])),
  )
