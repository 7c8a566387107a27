import type { Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import { openT5GemmaNetwork } from '../../text/t5gemma/network.js'
import { isTextWeight } from '../matrices.js'
import type { PackedModel } from '../packed-weights.js'
import { decibelsAbove } from './decibels.js'
import { withPackedPart } from './packed-part.js'
import type { TextSample } from './text-activations.js'

/** How well the tokens that a text encoder makes of prompts hold where its matrices are packed. */
export interface MeasuredText {
  /** The energy of the tokens in float32 over that of their difference, in dB. */
  readonly decibels: number
  /** In dB. Below it the text encoder stays in float32. */
  readonly limit: number
}

/**
 * The limit, in dB: an error of a tenth of what the tokens are. Weights without outliers lie 5 dB and more above, as for
 * single matrices, so that what is below is out of the ordinary.
 */
const TEXT_LIMIT = 20

/**
 * How well the tokens of the prompts hold where the text encoder is packed but for the matrices in `kept`: what the
 * network that is conditioned on them hears of the rounding. Errors: those of `openT5GemmaNetwork` and its runs, and of
 * packing.
 */
export const measureText = (
  { config, prompts }: TextSample,
  weights: Weights,
  packed: PackedModel,
  kept: readonly string[],
  threads: number,
  signal?: AbortSignal,
): TE.TaskEither<StableAudioError, MeasuredText> => {
  const told = (from: Weights): TE.TaskEither<StableAudioError, readonly ReadonlyF32[]> =>
    TE.bracket(
      openT5GemmaNetwork(config, weights, { threads }, from),
      (network) =>
        pipe(
          prompts,
          TE.traverseSeqArray((prompt) => network.run(prompt, signal)),
        ),
      (network) => TE.fromTask(network.close),
    )
  return pipe(
    TE.Do,
    TE.apSW('exact', told(weights)),
    TE.bindW('rounded', () => withPackedPart(packed, kept, isTextWeight, signal, (file) => told(file.weights))),
    TE.map(({ exact, rounded }) => ({ decibels: decibelsAbove(exact, rounded), limit: TEXT_LIMIT })),
  )
}
