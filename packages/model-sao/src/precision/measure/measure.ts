import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoredWeight } from '../../checkpoint/weights.js'
import type { DitOptions } from '../../dit/dit.js'
import type { StableAudioError } from '../../errors.js'
import { isPackable } from '../matrices.js'
import type { PackedPrecision } from '../precision.js'
import type { PackingWatch } from '../write.js'
import { type Activations, activationsOf, type ShortRun } from './activations.js'
import { groupWeights } from './group-weights.js'
import { type ProductFactors, signalToNoise } from './signal-to-noise.js'

/** How well one matrix of the transformer's blocks holds in a precision: see `signalToNoise`. */
export interface MeasuredMatrix {
  readonly name: string
  readonly decibels: number
}

/** Values of matrices that are measured at once: about a block of the published model, 180 MB in float32. */
const TOGETHER = 45e6

const factorsOf =
  (activations: Activations) =>
  (matrix: StoredWeight): E.Either<StableAudioError, ProductFactors> =>
    pipe(
      activations.get(matrix.name),
      E.fromNullable<StableAudioError>({ _tag: 'MissingWeight', name: matrix.name }),
      E.map((rows) => ({ matrix, rows: rows() })),
    )

const measureAll =
  (
    matrices: readonly StoredWeight[],
    activations: Activations,
    precision: PackedPrecision,
    threads: number,
    { onProgress, signal }: PackingWatch,
  ): TE.TaskEither<StableAudioError, readonly MeasuredMatrix[]> =>
  async () => {
    const measured: MeasuredMatrix[] = []
    for (const group of groupWeights(matrices, TOGETHER)) {
      onProgress?.({ done: measured.length, total: matrices.length })
      const decibels = await pipe(
        TE.fromEither(E.traverseArray(factorsOf(activations))(group)),
        TE.flatMap((all) => signalToNoise(all, precision, threads, signal)),
      )()
      if (E.isLeft(decibels)) return decibels
      group.forEach(({ name }, i) => measured.push({ name, decibels: decibels.right[i] ?? NaN }))
    }
    onProgress?.({ done: matrices.length, total: matrices.length })
    return E.right(measured)
  }

/**
 * The signal-to-noise ratio in `precision` of every matrix that can be held in it, on what goes into it in a short run
 * in float32, in the order of `stored`. Errors: those of `activationsOf` and `signalToNoise`; `RunAborted` by the
 * signal.
 */
export const measure = (
  options: DitOptions,
  stored: readonly StoredWeight[],
  precision: PackedPrecision,
  short: ShortRun,
  watch: PackingWatch,
): TE.TaskEither<StableAudioError, readonly MeasuredMatrix[]> => {
  const matrices = stored.filter((weight) => isPackable(weight, precision))
  return pipe(
    activationsOf(options, matrices, short, watch.signal),
    TE.flatMap((activations) => measureAll(matrices, activations, precision, options.threads, watch)),
  )
}
