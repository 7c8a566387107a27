import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointFault } from './errors.js'
import { readStored } from './read-weight.js'
import type { StoredPart, StoredWeight } from './weights.js'

/** The part that a row lies in, and its number there: parts follow each other along the first dimension. */
const partOf = (parts: StoredWeight['parts'], row: number): readonly [StoredPart, number] => {
  const [first, ...rest] = parts
  const [rows = 0] = first.shape
  const [next, ...others] = rest
  return next === undefined || row < rows ? [first, row] : partOf([next, ...others], row - rows)
}

/** One row, as a weight of its own. */
const rowOf = ({ name, parts }: StoredWeight, row: number): StoredWeight => {
  const [part, place] = partOf(parts, row)
  const [rows = 1, width = 1] = part.shape
  const length = part.length / rows
  return {
    name,
    shape: [1, width],
    parts: [{ ...part, shape: [1, width], offset: part.offset + place * length, length }],
  }
}

/**
 * Rows of a matrix `[rows, width]` by their numbers, in float32, one after the other; each different one is read once,
 * by its range, and nothing else of the file: for a table of which little is needed. Errors: `UnreadableWeights`.
 */
export const readRows = (
  weight: StoredWeight,
  rows: readonly number[],
): TE.TaskEither<CheckpointFault, Float32Array> => {
  const [, width = 1] = weight.shape
  const read = (row: number): TE.TaskEither<CheckpointFault, readonly [number, ReadonlyF32]> =>
    pipe(
      readStored(rowOf(weight, row)),
      TE.map((values) => [row, values] as const),
    )
  return pipe(
    [...new Set(rows)],
    TE.traverseSeqArray(read),
    TE.map((found) => {
      const values = new Map(found)
      const out = new Float32Array(rows.length * width)
      rows.forEach((row, i) => out.set(values.get(row)?.slice() ?? [], i * width))
      return out
    }),
  )
}
