import { batchItem, type Latent, type Shape, sizeOf } from '@sigmastream/core'
import type { OnnxError, Session } from '@sigmastream/onnx'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lazy } from '../../lazy.js'
import { checkInput } from '../check-input.js'
import { type Chunk, chunksOf } from '../chunks.js'
import type { CodingOptions } from '../coding-options.js'
import type { CodingError } from '../errors.js'
import { keptOfChunk, place } from '../in-chunks.js'
import { stretchOf } from '../stretch.js'
import { chunkFrames, elementsOfFrame } from './memory.js'
import { coversUntil, type Piece, piecesFrom, stretchOfPieces } from './pieces.js'
import { reachOf } from './reach.js'
import type { Stage, Stages } from './stages.js'

/** x `[batch, channels, length]` through a network, in chunks of bounded memory. `Refused` where it does not fit. */
type Coder = (x: Latent, options: CodingOptions) => TE.TaskEither<CodingError, Latent>

type LazySession = Lazy<OnnxError, Session>

type Chunks = RNEA.ReadonlyNonEmptyArray<Chunk>

/** The chunks of a stage for as many latent frames, `available` bytes being free. */
const stageChunks = (
  { layers, input, output, perFrame }: Stage,
  frames: number,
  { chunk }: CodingOptions,
  available: number,
): Chunks => {
  const around = reachOf(layers, input.rate, output.rate)
  const elements = elementsOfFrame(layers, input.rate)
  const size = chunk === undefined ? chunkFrames(available, elements, around) : chunk * perFrame
  return chunksOf(frames * perFrame, size, around)
}

/** A stage on its session: what is kept of one chunk of an item. */
const stageRunner = (stage: Stage, session: Session, signal: AbortSignal | undefined) => {
  const { perFrame } = stage
  return (stretch: (start: number, end: number) => Latent, item: number, chunk: Chunk) =>
    pipe(
      keptOfChunk(session, stage, stretch, item, chunk, signal),
      // Its frames are counted in latent frames wherever they are seen from outside.
      TE.mapLeft(
        (error): CodingError =>
          error._tag === 'NonFiniteResult'
            ? { ...error, from: Math.floor(error.from / perFrame), to: Math.ceil(error.to / perFrame) }
            : error,
      ),
    )
}

type StageRun = ReturnType<typeof stageRunner>

/** One item through both stages. Of what is between them no more is held than the chunk at hand reaches. */
const codeItem = async (
  x: Latent,
  item: number,
  [first, second]: Stages,
  [runFirst, runSecond]: readonly [StageRun, StageRun],
  [before, after]: readonly [Chunks, Chunks],
  use: (kept: Latent, chunk: Chunk) => void,
): Promise<E.Either<CodingError, void>> => {
  const own = batchItem(x, item)
  const rest = before.values()
  let pieces: readonly Piece[] = []
  for (const chunk of after) {
    pieces = piecesFrom(pieces, chunk.start * second.input.rate)
    while (!coversUntil(pieces, chunk.end * second.input.rate)) {
      const next = rest.next()
      if (next.done === true) break
      const values = await runFirst((start, end) => stretchOf(own, start, end), item, next.value)()
      if (E.isLeft(values)) return values
      pieces = [...pieces, { at: next.value.from * first.output.rate, values: values.right }]
    }
    const between = pieces
    const kept = await runSecond(
      (start, end) => stretchOfPieces(between, second.input.channels, start, end),
      item,
      chunk,
    )()
    if (E.isLeft(kept)) return kept
    use(kept.right, chunk)
  }
  return E.right(undefined)
}

const codeAll =
  (
    x: Latent,
    frames: number,
    stages: Stages,
    sessions: readonly [Session, Session],
    options: CodingOptions,
    available: number,
  ): TE.TaskEither<CodingError, Latent> =>
  async () => {
    const [first, second] = stages
    const runs = [
      stageRunner(first, sessions[0], options.signal),
      stageRunner(second, sessions[1], options.signal),
    ] as const
    const chunks = [
      stageChunks(first, frames, options, available),
      stageChunks(second, frames, options, available),
    ] as const
    const { channels, rate } = second.output
    const shape: Shape = [x.shape[0], channels, frames * second.perFrame * rate]
    const out = new Float32Array(sizeOf(shape))
    for (let item = 0; item < shape[0]; item++) {
      const coded = await codeItem(x, item, stages, runs, chunks, (kept, chunk) =>
        place(out, shape[2], item, chunk.from * rate, kept),
      )
      if (E.isLeft(coded)) return coded
    }
    return E.right({ shape, data: out })
  }

/**
 * A coder of two stages on a session each. What x lacks of the last frame is zeros. `available` says how many bytes of
 * memory are free: it is asked at each run without a `chunk`, after the weights have been loaded.
 */
export const coder = (
  stages: Stages,
  sessions: readonly [LazySession, LazySession],
  available: () => number,
): Coder => {
  const [first] = stages
  const samples = first.input.rate * first.perFrame
  return (x, options) =>
    pipe(
      TE.fromEither(checkInput(first, x, options)),
      TE.flatMap(
        (): TE.TaskEither<CodingError, Latent> =>
          pipe(
            TE.Do,
            TE.bind('first', () => sessions[0].get),
            TE.bind('second', () => sessions[1].get),
            TE.let('memory', () => (options.chunk === undefined ? available() : 0)),
            TE.flatMap((opened) =>
              codeAll(
                x,
                Math.ceil(x.shape[2] / samples),
                stages,
                [opened.first, opened.second],
                options,
                opened.memory,
              ),
            ),
          ),
      ),
    )
}
