import type { Latent } from '@sigmastream/core'
import { readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Chunk, chunksOf } from '../chunks.js'
import type { CodingOptions } from '../coding-options.js'
import type { CodingError } from '../errors.js'
import { keptOfChunk } from '../in-chunks.js'
import { chunkFrames, elementsOfFrame, evenFrames } from './memory.js'
import { reachOf } from './reach.js'
import type { Stage } from './stages.js'
import type { Ways } from './ways.js'

/** Chunks that are computed at once, one on each way of a stage. */
type Row = RNEA.ReadonlyNonEmptyArray<Chunk>

/** All chunks of a sound, in the order that they are computed. */
export type Rows = RNEA.ReadonlyNonEmptyArray<Row>

/** The chunks of a stage for as many latent frames, `available` bytes being free: as many in a row as it has ways. */
export const stageRows = (
  { layers, input, output, perFrame }: Stage,
  { sessions: { length: ways } }: Ways,
  frames: number,
  { chunk }: CodingOptions,
  available: number,
): Rows => {
  const around = reachOf(layers, input.rate, output.rate)
  const elements = elementsOfFrame(layers, input.rate)
  const all = frames * perFrame
  const size =
    chunk === undefined
      ? evenFrames(all, chunkFrames(available, elements, around, ways), around, ways)
      : chunk * perFrame
  return RNEA.chunksOf(ways)(chunksOf(all, size, around))
}

/** What is kept of a chunk. */
export interface ChunkValues {
  readonly chunk: Chunk
  readonly values: Latent
}

/** What is kept of each chunk of a row, of an item from which `stretch` takes what lies from an element up to another. */
export type RowRun = (
  stretch: (start: number, end: number) => Latent,
  item: number,
  row: Row,
) => TE.TaskEither<CodingError, RNEA.ReadonlyNonEmptyArray<ChunkValues>>

/** A stage on its ways. Where chunks of a row fail, the first of them in the sound is told, after all have ended. */
export const rowRun = (stage: Stage, { sessions }: Ways, signal: AbortSignal | undefined): RowRun => {
  const { perFrame } = stage
  return (stretch, item, row) =>
    pipe(
      RNEA.zip(sessions)(row),
      TE.traverseReadonlyNonEmptyArrayWithIndex((_, [chunk, session]) =>
        pipe(
          keptOfChunk(session, stage, stretch, item, chunk, signal),
          TE.map((values): ChunkValues => ({ chunk, values })),
        ),
      ),
      // Its frames are counted in latent frames wherever they are seen from outside.
      TE.mapLeft(
        (error): CodingError =>
          error._tag === 'NonFiniteResult'
            ? { ...error, from: Math.floor(error.from / perFrame), to: Math.ceil(error.to / perFrame) }
            : error,
      ),
    )
}
