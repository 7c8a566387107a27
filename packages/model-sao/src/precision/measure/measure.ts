import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AutoencoderConfig } from '../../autoencoder/config.js'
import type { StoredWeight } from '../../checkpoint/weights.js'
import type { DitOptions } from '../../dit/dit.js'
import type { StableAudioError } from '../../errors.js'
import { isCodingMatrix, isPackable } from '../matrices.js'
import type { PackedPrecision } from '../precision.js'
import type { PackingWatch } from '../write.js'
import { type Activations, activationsOf, type ShortRun } from './activations.js'
import { codingActivationsOf } from './coding-activations.js'
import { groupWeights } from './group-weights.js'
import { type ProductFactors, signalToNoise } from './signal-to-noise.js'

/** How well one matrix of a block holds in a precision: see `signalToNoise`. */
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

/** What is measured before, and in all. */
interface Share {
  readonly before: number
  readonly total: number
}

const measureAll =
  (
    matrices: readonly StoredWeight[],
    activations: Activations,
    precision: PackedPrecision,
    threads: number,
    { onProgress, signal }: PackingWatch,
    { before, total }: Share,
  ): TE.TaskEither<StableAudioError, readonly MeasuredMatrix[]> =>
  async () => {
    const measured: MeasuredMatrix[] = []
    for (const group of groupWeights(matrices, TOGETHER)) {
      onProgress?.({ done: before + measured.length, total })
      const decibels = await pipe(
        TE.fromEither(E.traverseArray(factorsOf(activations))(group)),
        TE.flatMap((all) => signalToNoise(all, precision, threads, signal)),
      )()
      if (E.isLeft(decibels)) return decibels
      group.forEach(({ name }, i) => measured.push({ name, decibels: decibels.right[i] ?? NaN }))
    }
    return E.right(measured)
  }

/** What is measured: the transformer, and an autoencoder where it is held in fewer bits too. */
export interface MeasureOptions extends DitOptions {
  readonly autoencoder?: AutoencoderConfig
}

/** Those of an autoencoder, of which there are some where it is a SAME autoencoder that is packed. */
const measureCoding = (
  { autoencoder, weights, threads }: MeasureOptions,
  matrices: readonly StoredWeight[],
  precision: PackedPrecision,
  seed: number,
  watch: PackingWatch,
  share: Share,
): TE.TaskEither<StableAudioError, readonly MeasuredMatrix[]> =>
  autoencoder?._tag === 'Same' && matrices.length > 0
    ? pipe(
        codingActivationsOf(autoencoder, weights, matrices, threads, seed, watch.signal),
        TE.flatMap((activations) => measureAll(matrices, activations, precision, threads, watch, share)),
      )
    : TE.right([])

/**
 * The signal-to-noise ratio in `precision` of every matrix that can be held in it, on what goes into it in a short run
 * in float32, in the order of `stored`: in 8 bits where it is a matrix of an autoencoder. Errors: those of
 * `activationsOf`, `codingActivationsOf` and `signalToNoise`; `RunAborted` by the signal.
 */
export const measure = (
  options: MeasureOptions,
  stored: readonly StoredWeight[],
  precision: PackedPrecision,
  short: ShortRun,
  watch: PackingWatch,
): TE.TaskEither<StableAudioError, readonly MeasuredMatrix[]> => {
  const packable = stored.filter((weight) => isPackable(weight, precision))
  const matrices = packable.filter((weight) => !isCodingMatrix(weight))
  const coding = options.autoencoder === undefined ? [] : packable.filter(isCodingMatrix)
  const total = matrices.length + coding.length
  return pipe(
    activationsOf(options, matrices, short, watch.signal),
    TE.flatMap((activations) =>
      measureAll(matrices, activations, precision, options.threads, watch, { before: 0, total }),
    ),
    TE.flatMap((network) =>
      pipe(
        measureCoding(options, coding, precision, short.seed, watch, { before: network.length, total }),
        TE.map((other) => [...network, ...other]),
      ),
    ),
    TE.tapIO(() => () => watch.onProgress?.({ done: total, total })),
  )
}
