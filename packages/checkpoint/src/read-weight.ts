import type { ReadonlyF32 } from '@sigmastream/core'
import { readSafetensorsTensor } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointFault } from './errors.js'
import type { StoredPart, StoredWeight, Weights } from './weights.js'

const concatParts = (parts: readonly ReadonlyF32[]): ReadonlyF32 => {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only
  const out = new Float32Array(parts.reduce((count, { length }) => count + length, 0))
  parts.reduce((at, part) => {
    out.set(part.slice(), at)
    return at + part.length
  }, 0)
  return out
}

const readPart =
  (name: string) =>
  ({ type, shape, file, offset, length }: StoredPart): TE.TaskEither<CheckpointFault, ReadonlyF32> =>
    pipe(
      readSafetensorsTensor(file, { name, dtype: type, shape, offset, length }),
      TE.bimap(
        (error): CheckpointFault => ({ _tag: 'UnreadableWeights', error }),
        ({ data }) => data,
      ),
    )

/** The values of a weight in float32, row-major, its parts one after the other. Errors: `UnreadableWeights`. */
export const readStored = ({ name, parts }: StoredWeight): TE.TaskEither<CheckpointFault, ReadonlyF32> =>
  pipe(TE.traverseSeqArray(readPart(name))(parts), TE.map(concatParts))

/**
 * The values of a small weight of `shape`, in float32, row-major: for what is computed without a graph. Errors:
 * `MissingWeight`, `WrongShape`, `UnreadableWeights`.
 */
export const readWeight = (
  weights: Weights,
  name: string,
  shape: readonly number[],
): TE.TaskEither<CheckpointFault, ReadonlyF32> => pipe(TE.fromEither(weights.get(name, shape)), TE.flatMap(readStored))
