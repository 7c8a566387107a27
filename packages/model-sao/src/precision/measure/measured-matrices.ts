import type { StoredWeight } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import type { PackedPrecision } from '../precision.js'
import type { PackingWatch } from '../write.js'
import type { Activations } from './activations.js'
import { countOf, inGroups, TOGETHER } from './in-groups.js'
import { type ProductFactors, signalToNoise } from './signal-to-noise.js'

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

/** How many matrices are measured before these, and in all. */
interface Share {
  readonly before: number
  readonly total: number
}

/** How well each of some matrices holds, on what goes into the products with it. Errors: `MissingWeight`, those of `signalToNoise`. */
export const measureMatrices =
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

/** The names of those whose ratio is below `limit` dB. */
export const namesBelow = (limit: number, matrices: readonly MeasuredMatrix[]): readonly string[] =>
  matrices.flatMap(({ name, decibels }) => (decibels >= limit ? [] : [name]))
