import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import { isPackable } from '../matrices.js'
import type { PackedModel } from '../packed-weights.js'
import type { PackingWatch } from '../write.js'
import type { ShortRun } from './activations.js'
import { type MeasuredAttention, measureAttentions } from './measured-attention.js'
import { type MeasuredMatrix, measureMatrices, namesBelow } from './measured-matrices.js'
import { type MeasureOptions, partsOf } from './network-parts.js'

/** What a short run shows of a precision. */
export interface MeasuredModel {
  /** Of the transformer, then of the autoencoder and the text encoder: these in 8 bits. */
  readonly matrices: readonly MeasuredMatrix[]
  /** Where attention is a difference of two, each of them, with the matrices that are below the limit in float32. */
  readonly attentions: readonly MeasuredAttention[]
}

/**
 * The signal-to-noise ratio in a precision of every matrix that can be held in it, on what goes into it in a short run
 * in float32, and of every attention that is a difference, where the matrices below `limit` dB stay as they are. Errors:
 * those of `activationsOf`, `codingActivationsOf`, `textActivationsOf`, `signalToNoise` and `measureAttentions`;
 * `RunAborted` by the signal.
 */
export const measure = (
  options: MeasureOptions,
  packed: PackedModel,
  limit: number,
  short: ShortRun,
  watch: PackingWatch,
): TE.TaskEither<StableAudioError, MeasuredModel> => {
  const { precision, stored } = packed
  const { threads } = options
  const packable = stored.filter((weight) => isPackable(weight, precision))
  const parts = partsOf(options, packable, short, watch.signal)
  const total = parts.reduce((count, { matrices }) => count + matrices.length, 0)
  return pipe(
    parts,
    RA.reduce(
      TE.right<StableAudioError, MeasuredModel>({ matrices: [], attentions: [] }),
      (measured, { matrices, activations, attentions }) =>
        pipe(
          TE.Do,
          TE.apS('before', measured),
          TE.bind('given', () => activations),
          TE.bind('own', ({ before, given }) =>
            measureMatrices(matrices, given, precision, threads, watch, { before: before.matrices.length, total }),
          ),
          TE.bind('differences', ({ given, own }) =>
            measureAttentions(attentions(given), packed, namesBelow(limit, own), threads, watch.signal),
          ),
          TE.map(({ before, own, differences }) => ({
            matrices: [...before.matrices, ...own],
            attentions: [...before.attentions, ...differences],
          })),
        ),
    ),
    TE.tapIO(() => () => watch.onProgress?.({ done: total, total })),
  )
}
