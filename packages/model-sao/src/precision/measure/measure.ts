import type { StoredWeight } from '@sigmastream/checkpoint'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AutoencoderConfig } from '../../autoencoder/config.js'
import type { DitOptions } from '../../dit/dit.js'
import type { StableAudioError } from '../../errors.js'
import { isCodingMatrix, isPackable, isTextMatrix } from '../matrices.js'
import type { PackedModel } from '../packed-weights.js'
import type { PackedPrecision } from '../precision.js'
import type { PackingWatch } from '../write.js'
import { type Activations, activationsOf, type ShortRun } from './activations.js'
import { type AttentionSite, codingAttentions, networkAttentions } from './attentions.js'
import { codingActivationsOf } from './coding-activations.js'
import { countOf, inGroups, TOGETHER } from './in-groups.js'
import { type MeasuredAttention, measureAttentions } from './measured-attention.js'
import { type ProductFactors, signalToNoise } from './signal-to-noise.js'
import { type TextSample, textActivationsOf } from './text-activations.js'

/** How well one matrix of a block holds in a precision: see `signalToNoise`. */
export interface MeasuredMatrix {
  readonly name: string
  readonly decibels: number
}

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
    for (const group of inGroups(matrices, countOf, TOGETHER)) {
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
  /** Its attentions that are a difference of two. */
  readonly attentions: (activations: Activations) => readonly AttentionSite[]
}

/** The networks that there are matrices of. */
const partsOf = (
  options: MeasureOptions,
  packable: readonly StoredWeight[],
  short: ShortRun,
  signal: AbortSignal | undefined,
): readonly NetworkPart[] => {
  const { config, autoencoder, text, weights, threads } = options
  const coding = packable.filter(isCodingMatrix)
  const telling = packable.filter(isTextMatrix)
  const network = packable.filter((weight) => !isCodingMatrix(weight) && !isTextMatrix(weight))
  const parts: readonly NetworkPart[] = [
    {
      matrices: network,
      activations: activationsOf(options, network, short, signal),
      attentions: (activations) => networkAttentions(config, activations, short.conditioning.crossAttention),
    },
    ...(autoencoder?._tag === 'Same'
      ? [
          {
            matrices: coding,
            activations: codingActivationsOf(autoencoder, weights, coding, threads, short.seed, signal),
            attentions: (activations: Activations) => codingAttentions(autoencoder, activations),
          },
        ]
      : []),
    ...(text === undefined
      ? []
      : [
          {
            matrices: telling,
            activations: textActivationsOf(text, weights, telling, threads, signal),
            attentions: () => [],
          },
        ]),
  ]
  return parts.filter(({ matrices }) => matrices.length > 0)
}

/** What a short run shows of a precision. */
export interface MeasuredModel {
  /** Of the transformer, then of the autoencoder and the text encoder: these in 8 bits. */
  readonly matrices: readonly MeasuredMatrix[]
  /** Where attention is a difference of two, each of them, with the matrices that are below the limit in float32. */
  readonly attentions: readonly MeasuredAttention[]
}

/** The names of those whose ratio is below `limit` dB. */
export const namesBelow = (limit: number, matrices: readonly MeasuredMatrix[]): readonly string[] =>
  matrices.flatMap(({ name, decibels }) => (decibels >= limit ? [] : [name]))

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
            measureAll(matrices, given, precision, threads, watch, { before: before.matrices.length, total }),
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
