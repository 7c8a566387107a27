import { batchItem, type Latent, type Shape, sizeOf } from '@sigmastream/core'
import type { OnnxError } from '@sigmastream/onnx'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lazy } from '../../lazy.js'
import { checkInput } from '../check-input.js'
import type { CodingOptions } from '../coding-options.js'
import type { CodingError } from '../errors.js'
import { place } from '../in-chunks.js'
import { stretchOf } from '../stretch.js'
import { coversUntil, type Piece, piecesFrom, stretchOfPieces } from './pieces.js'
import { type ChunkValues, type RowRun, type Rows, rowRun, stageRows } from './rows.js'
import type { Stages } from './stages.js'
import type { Ways } from './ways.js'

/** x `[batch, channels, length]` through a network, in chunks of bounded memory. `Refused` where it does not fit. */
type Coder = (x: Latent, options: CodingOptions) => TE.TaskEither<CodingError, Latent>

type LazyWays = Lazy<OnnxError, Ways>

/** One item through both stages. Of what is between them no more is held than the chunks at hand reach. */
const codeItem = async (
  x: Latent,
  item: number,
  [first, second]: Stages,
  [runFirst, runSecond]: readonly [RowRun, RowRun],
  [before, after]: readonly [Rows, Rows],
  use: (kept: ChunkValues) => void,
): Promise<E.Either<CodingError, void>> => {
  const own = batchItem(x, item)
  const rest = before.values()
  let pieces: readonly Piece[] = []
  for (const row of after) {
    const [start, end] = [RNEA.head(row).start, RNEA.last(row).end]
    pieces = piecesFrom(pieces, start * second.input.rate)
    while (!coversUntil(pieces, end * second.input.rate)) {
      const next = rest.next()
      if (next.done === true) break
      const made = await runFirst((from, to) => stretchOf(own, from, to), item, next.value)()
      if (E.isLeft(made)) return made
      pieces = [...pieces, ...made.right.map(({ chunk, values }) => ({ at: chunk.from * first.output.rate, values }))]
    }
    const between = pieces
    const kept = await runSecond((from, to) => stretchOfPieces(between, second.input.channels, from, to), item, row)()
    if (E.isLeft(kept)) return kept
    kept.right.forEach(use)
  }
  return E.right(undefined)
}

const codeAll =
  (
    x: Latent,
    frames: number,
    stages: Stages,
    ways: readonly [Ways, Ways],
    options: CodingOptions,
    available: number,
  ): TE.TaskEither<CodingError, Latent> =>
  async () => {
    const [first, second] = stages
    const runs = [rowRun(first, ways[0], options.signal), rowRun(second, ways[1], options.signal)] as const
    const rows = [
      stageRows(first, ways[0], frames, options, available),
      stageRows(second, ways[1], frames, options, available),
    ] as const
    const { channels, rate } = second.output
    const shape: Shape = [x.shape[0], channels, frames * second.perFrame * rate]
    const out = new Float32Array(sizeOf(shape))
    for (let item = 0; item < shape[0]; item++) {
      const coded = await codeItem(x, item, stages, runs, rows, ({ chunk, values }) =>
        place(out, shape[2], item, chunk.from * rate, values),
      )
      if (E.isLeft(coded)) return coded
    }
    return E.right({ shape, data: out })
  }

/**
 * A coder of two stages, each on its ways. What x lacks of the last frame is zeros. `available` says how many bytes of
 * memory are free: it is asked at each run without a `chunk`, after the weights have been loaded.
 */
export const coder = (stages: Stages, ways: readonly [LazyWays, LazyWays], available: () => number): Coder => {
  const [first] = stages
  const samples = first.input.rate * first.perFrame
  return (x, options) =>
    pipe(
      TE.fromEither(checkInput(first, x, options)),
      TE.flatMap(
        (): TE.TaskEither<CodingError, Latent> =>
          pipe(
            TE.Do,
            TE.bind('first', () => ways[0].get),
            TE.bind('second', () => ways[1].get),
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
