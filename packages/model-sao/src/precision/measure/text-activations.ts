import type { StoredWeight, Weights } from '@sigmastream/checkpoint'
import { encodeModel, openSession, type Value } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import { productInputs } from '../../graph/products.js'
import { EMBEDDING, type T5GemmaConfig } from '../../text/t5gemma/config.js'
import { t5GemmaGraph } from '../../text/t5gemma/graph.js'
import { folderOf, rowsOfTokens } from '../../text/t5gemma/network.js'
import type { TokenBatch } from '../../text/tokenizer.js'
import { type Activations, rowsNamed } from './activations.js'

/** A T5Gemma text encoder, and the prompts that it is measured on, one a batch. */
export interface TextSample {
  readonly config: T5GemmaConfig
  readonly prompts: readonly TokenBatch[]
}

/**
 * What goes into the product with each of `matrices` of a text encoder where it is told the prompts, one after the
 * other. Errors: those of `openT5GemmaNetwork` and its runs.
 */
export const textActivationsOf = (
  { config, prompts }: TextSample,
  weights: Weights,
  matrices: readonly StoredWeight[],
  threads: number,
  signal: AbortSignal | undefined,
): TE.TaskEither<StableAudioError, Activations> =>
  pipe(
    TE.Do,
    TE.apSW('table', TE.fromEither(weights.get(EMBEDDING, [config.vocabulary, config.width]))),
    TE.apSW('graph', TE.fromEither(t5GemmaGraph(config, weights))),
    TE.apSW('externalFolder', TE.fromEither(folderOf(config, weights))),
    TE.let('inputs', ({ graph }) => productInputs(graph.last_hidden_state, matrices)),
    // Several matrices may take the same value: it is answered once.
    TE.let('distinct', ({ inputs }) => [...new Set(inputs.values())]),
    TE.bindW('model', ({ distinct }) =>
      TE.fromEither(encodeModel(Object.fromEntries(distinct.map((value, i): [string, Value] => [`input${i}`, value])))),
    ),
    TE.bindW('answers', ({ table, model, externalFolder }) =>
      TE.bracket(
        openSession(model, { threads, externalFolder, packWeights: false }),
        (session) =>
          pipe(
            prompts,
            TE.traverseSeqArray((prompt) =>
              pipe(
                rowsOfTokens(table, prompt),
                TE.flatMap((embedded) => session.run({ embedded }, signal)),
              ),
            ),
          ),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.map(
      ({ inputs, distinct, answers }) =>
        new Map([...inputs].map(([name, value]) => [name, rowsNamed(answers, `input${distinct.indexOf(value)}`)])),
    ),
  )
