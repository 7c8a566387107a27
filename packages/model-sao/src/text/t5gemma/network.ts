import { readRows, type StoredWeight, type Weights, weightFolder } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import type { Tensor } from '@sigmastream/onnx'
import { type either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { TextError } from '../errors.js'
import { hiddenStates, type NetworkSettings, openGraph, type TextNetwork } from '../network.js'
import type { TokenBatch } from '../tokenizer.js'
import { EMBEDDING, type T5GemmaConfig } from './config.js'
import { t5GemmaGraph } from './graph.js'

/** The tokens that are there. */
const tokensOf = ({ ids, mask }: TokenBatch): readonly number[] =>
  Array.from(ids, Number).filter((_, i) => mask[i] !== 0)

const padTo = (length: number, width: number, hidden: ReadonlyF32): ReadonlyF32 => {
  const out = new Float32Array(length * width)
  out.set(hidden.slice())
  return out
}

/** A weight that is not the embedding, which may lie elsewhere. */
const FINAL_NORM = 'encoder.norm.weight'

/** The folder that the layers of a T5Gemma encoder are read from. `MissingWeight`, `WrongShape`. */
export const folderOf = ({ width }: T5GemmaConfig, weights: Weights): E.Either<CheckpointError, string> =>
  weightFolder(weights, FINAL_NORM, [width])

/**
 * What `t5GemmaGraph` is fed with of the tokens of one prompt that are there: their rows of the embedding, `[1, tokens,
 * width]`. Errors: `UnreadableWeights`.
 */
export const rowsOfTokens = (
  table: StoredWeight,
  batch: TokenBatch,
): TE.TaskEither<CheckpointError, Tensor<'float32'>> => {
  const tokens = tokensOf(batch)
  const [, width = 0] = table.shape
  return pipe(
    readRows(table, tokens),
    TE.map((data): Tensor<'float32'> => ({ type: 'float32', dims: [1, tokens.length, width], data })),
  )
}

/**
 * Opens a T5Gemma encoder. Of its embedding, which is most of the file, the rows of a prompt's tokens are read for each
 * run from `weights`, and no more; all else is in `packed`, by default in `weights` too. The network computes the tokens
 * that are there, which is what a mask over padding comes to, in a fraction of the time. A prompt without tokens is not
 * computed at all. Errors: those of `t5GemmaGraph` and `openSession`, and of a run `UnreadableWeights`.
 */
export const openT5GemmaNetwork = (
  config: T5GemmaConfig,
  weights: Weights,
  settings: NetworkSettings,
  packed: Weights = weights,
): TE.TaskEither<TextError, TextNetwork> => {
  const { width, vocabulary } = config
  return pipe(
    TE.Do,
    TE.apSW('table', TE.fromEither(weights.get(EMBEDDING, [vocabulary, width]))),
    TE.apSW(
      'session',
      openGraph(t5GemmaGraph(config, packed), { weights: packed, name: FINAL_NORM, shape: [width] }, settings),
    ),
    TE.map(
      ({ table, session }): TextNetwork => ({
        run: (batch, signal) =>
          tokensOf(batch).length === 0
            ? TE.right(new Float32Array(batch.length * width))
            : pipe(
                rowsOfTokens(table, batch),
                TE.flatMap((embedded) => hiddenStates(session, { embedded }, signal)),
                TE.map((hidden) => padTo(batch.length, width, hidden)),
              ),
        close: session.close,
      }),
    ),
  )
}
