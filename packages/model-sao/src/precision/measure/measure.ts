import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AutoencoderConfig } from '../../autoencoder/config.js'
import type { StoredWeight } from '../../checkpoint/weights.js'
import type { DitOptions } from '../../dit/dit.js'
import type { StableAudioError } from '../../errors.js'
import { isCodingMatrix, isPackable, isTextMatrix } from '../matrices.js'
import type { PackedPrecision } from '../precision.js'
import type { PackingWatch } from '../write.js'
import { type Activations, activationsOf, type ShortRun } from './activations.js'
import { codingActivationsOf } from './coding-activations.js'
import { groupWeights } from './group-weights.js'
import { type ProductFactors, signalToNoise } from './signal-to-noise.js'
import { type TextSample, textActivationsOf } from './text-activations.js'

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

/** What is measured: the transformer, and an autoencoder and a text encoder where they are held in fewer bits too. */
export interface MeasureOptions extends DitOptions {
  readonly autoencoder?: AutoencoderConfig
  readonly text?: TextSample
}

/** Matrices of one network, and what goes into the products with them. */
interface NetworkPart {
  readonly matrices: readonly StoredWeight[]
  readonly activations: TE.TaskEither<StableAudioError, Activations>
}

/** The networks that there are matrices of. */
const partsOf = (
  options: MeasureOptions,
  packable: readonly StoredWeight[],
  short: ShortRun,
  signal: AbortSignal | undefined,
): readonly NetworkPart[] => {
  const { autoencoder, text, weights, threads } = options
  const coding = packable.filter(isCodingMatrix)
  const telling = packable.filter(isTextMatrix)
  const network = packable.filter((weight) => !isCodingMatrix(weight) && !isTextMatrix(weight))
  const parts: readonly NetworkPart[] = [
    { matrices: network, activations: activationsOf(options, network, short, signal) },
    ...(autoencoder?._tag === 'Same'
      ? [
          {
            matrices: coding,
            activations: codingActivationsOf(autoencoder, weights, coding, threads, short.seed, signal),
          },
        ]
      : []),
    ...(text === undefined
      ? []
      : [{ matrices: telling, activations: textActivationsOf(text, weights, telling, threads, signal) }]),
  ]
  return parts.filter(({ matrices }) => matrices.length > 0)
}

/**
 * The signal-to-noise ratio in `precision` of every matrix that can be held in it, on what goes into it in a short run
 * in float32, of the transformer, then of the autoencoder and the text encoder: these in 8 bits. Errors: those of
 * `activationsOf`, `codingActivationsOf`, `textActivationsOf` and `signalToNoise`; `RunAborted` by the signal.
 */
export const measure = (
  options: MeasureOptions,
  stored: readonly StoredWeight[],
  precision: PackedPrecision,
  short: ShortRun,
  watch: PackingWatch,
): TE.TaskEither<StableAudioError, readonly MeasuredMatrix[]> => {
  const packable = stored.filter((weight) => isPackable(weight, precision))
  const parts = partsOf(options, packable, short, watch.signal)
  const total = parts.reduce((count, { matrices }) => count + matrices.length, 0)
  return pipe(
    parts,
    RA.reduce(TE.right<StableAudioError, readonly MeasuredMatrix[]>([]), (before, { matrices, activations }) =>
      pipe(
        before,
        TE.bindTo('done'),
        TE.bind('given', () => activations),
        TE.flatMap(({ done, given }) =>
          pipe(
            measureAll(matrices, given, precision, options.threads, watch, { before: done.length, total }),
            TE.map((measured) => [...done, ...measured]),
          ),
        ),
      ),
    ),
    TE.tapIO(() => () => watch.onProgress?.({ done: total, total })),
  )
}
