import { dirname } from 'node:path'
import { readStored, type StoredWeight } from '@sigmastream/checkpoint'
import { encodeModel, type Feed, input, openSession, type Tensor, type Tensors, type Value } from '@sigmastream/onnx'
import { type F32, mul, sub, sumOver } from '@sigmastream/onnx/operators'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import { productsOf } from '../../graph/matrix.js'
import { weightValue } from '../../graph/weight.js'
import { packingOf } from '../matrices.js'
import type { PackedPrecision } from '../precision.js'
import type { ProductRows } from './activations.js'
import { decibels } from './decibels.js'
import { packedValue } from './packed-value.js'

/** A matrix, and what goes into the product with it. */
export interface ProductFactors {
  readonly matrix: StoredWeight
  readonly rows: ProductRows
}

type NamedValues = readonly (readonly [name: string, value: Value])[]

/** The energy of each row. Each by itself: their sum is made in float64. */
const energies = (x: F32): F32 => sumOver(mul(x, x), -1)

/**
 * The energies of the product with matrix i and of its error. Its values are read here, and let go when they are
 * packed.
 */
const outputsOf =
  (precision: PackedPrecision) =>
  (i: number, { matrix, rows }: ProductFactors): TE.TaskEither<StableAudioError, NamedValues> => {
    // Dimensions of one name would have to be equal, and cross-attention has fewer rows than the rest.
    const x = input(`x${i}`, 'float32', [`rows${i}`, rows.width])
    const product = productsOf([x])
    const plain = product({ _tag: 'Plain', values: weightValue(matrix) })
    return pipe(
      readStored(matrix),
      TE.map((values) => product(packedValue(matrix, values, packingOf(matrix, precision) ?? precision))),
      TE.map((packed) => [
        [`signal${i}`, energies(plain)],
        [`noise${i}`, energies(sub(plain, packed))],
      ]),
    )
  }

const feedOf = ({ rows: { width, data } }: ProductFactors, i: number): readonly [string, Feed] => [
  `x${i}`,
  { type: 'float32', dims: [data.length / width, width], data },
]

const total = (tensor: Tensor | undefined): number =>
  tensor?.type === 'float32' ? tensor.data.reduce((sum, energy) => sum + energy, 0) : NaN

const decibelsIn = (energy: Tensors, i: number): number =>
  decibels(total(energy[`signal${i}`]), total(energy[`noise${i}`]))

/**
 * How far the product with each matrix stands above the error of the same product in `precision`, in dB: 10 log10 of
 * the sum of |x W^T|^2 over that of |x W^T - packed(x W^T)|^2, over all rows x; see `decibels`. All matrices are in
 * memory, and their files in one folder. Errors: `UnreadableWeights`, those of `openSession` and `Session.run`.
 */
export const signalToNoise = (
  all: readonly ProductFactors[],
  precision: PackedPrecision,
  threads: number,
  signal: AbortSignal | undefined,
): TE.TaskEither<StableAudioError, readonly number[]> => {
  const [folder = ''] = all.map(
    ({
      matrix: {
        parts: [{ file }],
      },
    }) => dirname(file),
  )
  return pipe(
    all,
    TE.traverseReadonlyArrayWithIndexSeq(outputsOf(precision)),
    TE.flatMapEither((outputs) => encodeModel(Object.fromEntries(outputs.flat()))),
    TE.flatMap((model) =>
      TE.bracket(
        openSession(model, { threads, externalFolder: folder }),
        (session) => session.run(Object.fromEntries(all.map(feedOf)), signal),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.map((energy) => all.map((_, i) => decibelsIn(energy, i))),
  )
}
