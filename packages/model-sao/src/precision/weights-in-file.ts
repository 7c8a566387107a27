import {
  namedWeights,
  type StoredMatrix,
  type StoredPart,
  type StoredWeight,
  type Weights,
} from '@sigmastream/checkpoint'
import type { SafetensorsEntry, SafetensorsHeader } from '@sigmastream/tensor-files'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { packedNames } from './pack.js'

const part = <Type>(type: Type, file: string, { shape, offset, length }: SafetensorsEntry): StoredPart<Type> => ({
  type,
  shape,
  file,
  offset,
  length,
})

/** The bands of an 8-bit matrix, which lies as `[bands, inputs, outputs of a band]`. */
const bandsIn = (
  file: string,
  entry: SafetensorsEntry,
  outputs: number,
  inputs: number,
): RNEA.ReadonlyNonEmptyArray<StoredPart<'int8'>> | null => {
  const [count, height, width] = entry.shape
  if (count === undefined || height !== inputs || width === undefined || count * width !== outputs) return null
  const length = entry.length / count
  return RNEA.makeBy(
    (i): StoredPart<'int8'> => ({
      ...part('int8', file, entry),
      shape: [inputs, width],
      offset: entry.offset + i * length,
      length,
    }),
  )(count)
}

const matrixIn = (
  file: string,
  { entries }: SafetensorsHeader,
  name: string,
  outputs: number,
  inputs: number,
): StoredMatrix | null => {
  const half = entries.get(name)
  if (half?.dtype === 'float16' && half.shape.join() === `${outputs},${inputs}`)
    return { _tag: 'Half', values: part('float16', file, half) }
  const found = (precision: 'int8' | 'int4') => {
    const names = packedNames(name, precision)
    return { values: entries.get(names.values), scales: entries.get(names.scales) }
  }
  const [int8, int4] = [found('int8'), found('int4')]
  if (int8.values !== undefined && int8.scales !== undefined) {
    const bands = bandsIn(file, int8.values, outputs, inputs)
    if (bands !== null) return { _tag: 'Int8', bands, scales: part('float32', file, int8.scales) }
  }
  return int4.values !== undefined && int4.scales !== undefined && int4.values.shape[0] === outputs
    ? { _tag: 'Int4', values: part('uint8', file, int4.values), scales: part('float32', file, int4.scales) }
    : null
}

/** The weights of a packed file by the names of the model's own, matrices as they were packed. */
export const weightsIn = (file: string, header: SafetensorsHeader): Weights => {
  const plain = [...header.entries.values()].flatMap((entry): StoredWeight[] =>
    entry.dtype === 'float32' ? [{ name: entry.name, shape: entry.shape, parts: [part('float32', file, entry)] }] : [],
  )
  const { names, get, matrix } = namedWeights(plain)
  return {
    names,
    get,
    matrix: (name, [outputs, inputs]) => {
      const packed = matrixIn(file, header, name, outputs, inputs)
      return packed === null ? matrix(name, [outputs, inputs]) : E.right(packed)
    },
  }
}
