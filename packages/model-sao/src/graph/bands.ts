import { basename } from 'node:path'
import type { StoredMatrix, StoredPart, StoredWeight } from '@sigmastream/checkpoint'
import { external, type Value, type ValueType } from '@sigmastream/onnx'
import { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import type { MatrixValue } from './matrix.js'
import { weightValue } from './weight.js'

const storedValue = <T extends ValueType>({ type, shape, file, offset, length }: StoredPart<T>): Value<T> =>
  external(type, shape, { location: basename(file), offset, length })

/** So many of the first dimension's elements, from `start` on: they lie one after the other. */
const rowsOf = <T>(part: StoredPart<T>, start: number, count: number): StoredPart<T> => {
  const [rows = 1, ...rest] = part.shape
  const bytes = part.length / rows
  return { ...part, shape: [count, ...rest], offset: part.offset + start * bytes, length: count * bytes }
}

/** Those of its rows that lie in a part which begins with row `begin` of the whole. */
const overlap = <T>(part: StoredPart<T>, begin: number, from: number, to: number): readonly StoredPart<T>[] => {
  const [first, last] = [Math.max(from, begin), Math.min(to, begin + (part.shape[0] ?? 1))]
  return first < last ? [rowsOf(part, first - begin, last - first)] : []
}

/** The rows of a weight in `count` equal bands, each read where it lies. */
export const rowBands = (weight: StoredWeight, count: number): RNEA.ReadonlyNonEmptyArray<StoredWeight> => {
  const [rows = 1, ...rest] = weight.shape
  const height = rows / count
  return RNEA.makeBy((band): StoredWeight => {
    const [from, to] = [band * height, (band + 1) * height]
    let begin = 0
    const found = weight.parts.flatMap((part) => {
      const inside = overlap(part, begin, from, to)
      begin += part.shape[0] ?? 1
      return inside
    })
    const [first = weight.parts[0], ...others] = found // there is one: the parts are all rows
    return { ...weight, shape: [height, ...rest], parts: [first, ...others] }
  })(count)
}

/** The same of what lies in one part. */
const partBands = <T>(part: StoredPart<T>, count: number): RNEA.ReadonlyNonEmptyArray<StoredPart<T>> => {
  const height = (part.shape[0] ?? 1) / count
  return RNEA.makeBy((band) => rowsOf(part, band * height, height))(count)
}

/**
 * A matrix by bands of its outputs, read where they lie: in `parts` of them; one in 8 bits in those that it lies in.
 */
export const bandsOf = (matrix: StoredMatrix, parts: number): RNEA.ReadonlyNonEmptyArray<MatrixValue> => {
  switch (matrix._tag) {
    case 'Plain':
      return RNEA.map((weight: StoredWeight): MatrixValue => ({ _tag: 'Plain', values: weightValue(weight) }))(
        rowBands(matrix.weight, parts),
      )
    case 'Half':
      return RNEA.map((part: StoredPart<'float16'>): MatrixValue => ({ _tag: 'Half', values: storedValue(part) }))(
        partBands(matrix.values, parts),
      )
    case 'Int8': {
      const { bands, scales } = matrix
      const values = RNEA.zip(bands, partBands(scales, bands.length))
      return RNEA.map(
        ([band, scale]: readonly [StoredPart<'int8'>, StoredPart<'float32'>]): MatrixValue => ({
          _tag: 'Int8',
          values: storedValue(band),
          scales: storedValue(scale),
        }),
      )(values)
    }
    case 'Int4': {
      const [, blocks = 0] = matrix.values.shape
      const bands = RNEA.zip(partBands(matrix.values, parts), partBands(matrix.scales, parts))
      return RNEA.map(([values, scales]: readonly [StoredPart<'uint8'>, StoredPart<'float32'>]): MatrixValue => {
        const [outputs = 0] = values.shape
        return { _tag: 'Int4', outputs, blocks, values: storedValue(values), scales: storedValue(scales) }
      })(bands)
    }
  }
}
