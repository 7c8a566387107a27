import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { readRows } from '../../checkpoint/read-rows.js'
import type { Weights } from '../../checkpoint/weights.js'
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

/**
 * Opens a T5Gemma encoder. Of its embedding, which is most of the file, the rows of a prompt's tokens are read for each
 * run, and no more; the network computes the tokens that are there, which is what a mask over padding comes to, in a
 * fraction of the time. A prompt without tokens is not computed at all. Errors: those of `t5GemmaGraph` and
 * `openSession`, and of a run `UnreadableWeights`.
 */
export const openT5GemmaNetwork = (
  config: T5GemmaConfig,
  weights: Weights,
  settings: NetworkSettings,
): TE.TaskEither<TextError, TextNetwork> => {
  const { width, vocabulary } = config
  return pipe(
    TE.Do,
    TE.apSW('table', TE.fromEither(weights.get(EMBEDDING, [vocabulary, width]))),
    TE.apSW(
      'session',
      openGraph(t5GemmaGraph(config, weights), { weights, name: 'encoder.norm.weight', shape: [width] }, settings),
    ),
    TE.map(
      ({ table, session }): TextNetwork => ({
        run: (batch, signal) => {
          const tokens = tokensOf(batch)
          return tokens.length === 0
            ? TE.right(new Float32Array(batch.length * width))
            : pipe(
                readRows(table, tokens),
                TE.flatMap((data) =>
                  hiddenStates(
                    session,
                    { embedded: { type: 'float32', dims: [1, tokens.length, width], data } },
                    signal,
                  ),
                ),
                TE.map((hidden) => padTo(batch.length, width, hidden)),
              )
        },
        close: session.close,
      }),
    ),
  )
}
