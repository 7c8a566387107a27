import { createHash } from 'node:crypto'
import type { Weights } from '@sigmastream/checkpoint'
import { option as O, task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { StableAudioError } from '../errors.js'
import { findPacked, findWhole, packedPath, packModel } from '../precision/packed-weights.js'
import type { Precision } from '../precision/precision.js'
import { keepsJust, type PackingSource, packingVersion } from '../precision/read.js'
import { canonical } from './canonical.js'
import { precisionOf } from './fitting.js'
import { cacheOf, type LoadOptions } from './options.js'

/** A model's weights in the precision that was asked for. */
export interface HeldWeights {
  readonly precision: Precision
  /**
   * The model's identity and what its weights are held in: what tells the results of one precision from those of
   * another.
   */
  readonly identity: string
  /** Matrices that stay in float32 all the same, by name. */
  readonly kept: readonly string[]
  /** The weights, packed first where they are not there yet. Errors: those of `packModel`, and `PackedAnew`. */
  readonly weights: TE.TaskEither<StableAudioError, Weights>
}

const identityIn = ({ identity, stored, precision }: PackingSource, kept: readonly string[]): string =>
  createHash('sha256')
    .update(canonical([identity, precision, packingVersion(stored, precision), kept]))
    .digest('hex')

/**
 * How the options have the weights of a checkpoint held; `identity` is that of the checkpoint. Nothing is packed yet.
 */
export const heldWeights = (checkpoint: Checkpoint, identity: string, options: LoadOptions): T.Task<HeldWeights> => {
  const { weights, stored } = checkpoint
  const { onPacking: onProgress, signal } = options
  const precision = precisionOf(checkpoint, options)
  if (precision === 'fp32') return T.of({ precision, kept: [], identity, weights: TE.right(weights) })
  const packed = { cache: cacheOf(options), identity, stored, precision }
  return pipe(
    findPacked(packed),
    T.map(
      O.match(
        (): readonly string[] => [],
        (file) => file.kept,
      ),
    ),
    T.map(
      (kept): HeldWeights => ({
        precision,
        kept,
        identity: identityIn(packed, kept),
        weights: pipe(
          // Looked at again: another process may have packed, or measured, since the model was loaded. To the last byte only
          // where that was not done within a week, or the file was touched since.
          findWhole(packed, signal),
          TE.flatMap(O.match(() => packModel(packed, kept, { onProgress, signal }), TE.right)),
          TE.filterOrElse(
            (file) => keepsJust(file, kept),
            (): StableAudioError => ({ _tag: 'PackedAnew', path: packedPath(packed) }),
          ),
          TE.map((file) => file.weights),
        ),
      }),
    ),
  )
}
