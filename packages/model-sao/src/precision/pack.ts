import type { StoredWeight } from '@sigmastream/checkpoint'
import { halvesOfFloat32, type ReadonlyF32 } from '@sigmastream/core'
import { BLOCK, int4Matrix } from './int4.js'
import { int8Bands, int8Matrix } from './int8.js'
import type { PackedPrecision } from './precision.js'

/**
 * A tensor of a file of packed weights. `F32`, `F16` and `U8` are the format's names; bytes with a sign lie as `U8`
 * too.
 */
export interface PackedTensor {
  readonly name: string
  readonly dtype: 'F32' | 'F16' | 'U8'
  readonly shape: readonly number[]
}

const BYTES = { F32: 4, F16: 2, U8: 1 } as const

/** The bytes that a tensor takes. */
export const bytesOf = ({ dtype, shape }: PackedTensor): number => shape.reduce((count, n) => count * n, BYTES[dtype])

/** The names of the two tensors that a matrix in few bits is. */
export const packedNames = (name: string, precision: 'int8' | 'int4') =>
  ({ values: `${name}.${precision}`, scales: `${name}.${precision}.scales` }) as const

/** What a weight becomes, before it is read: itself in float32 where `precision` is `null`. */
export const packedTensors = (
  { name, shape }: Pick<StoredWeight, 'name' | 'shape'>,
  precision: PackedPrecision | null,
): readonly PackedTensor[] => {
  const [outputs = 0, inputs = 0] = shape
  switch (precision) {
    case null:
      return [{ name, dtype: 'F32', shape }]
    case 'fp16-weights':
      return [{ name, dtype: 'F16', shape }]
    case 'int8': {
      const { values, scales } = packedNames(name, precision)
      return [
        {
          name: values,
          dtype: 'U8',
          shape: [int8Bands(outputs, inputs), inputs, outputs / int8Bands(outputs, inputs)],
        },
        { name: scales, dtype: 'F32', shape: [outputs] },
      ]
    }
    case 'int4': {
      const { values, scales } = packedNames(name, precision)
      const blocks = inputs / BLOCK
      return [
        { name: values, dtype: 'U8', shape: [outputs, blocks, BLOCK / 2] },
        { name: scales, dtype: 'F32', shape: [outputs * blocks] },
      ]
    }
  }
}

const bytesIn = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/**
 * The bytes of what `packedTensors` names, one after the other, from the weight's values. Little-endian, as every platform of
 * Node is.
 */
export const packedBytes = (
  { shape: [outputs = 0, inputs = 0] }: StoredWeight,
  values: ReadonlyF32,
  precision: PackedPrecision | null,
): readonly Uint8Array[] => {
  switch (precision) {
    case null:
      return [bytesIn(values.slice())]
    case 'fp16-weights':
      return [bytesIn(halvesOfFloat32(values))]
    case 'int8': {
      const count = int8Bands(outputs, inputs)
      const [height, length] = [outputs / count, values.length / count]
      const bands = Array.from({ length: count }, (_, i) =>
        int8Matrix(values.subarray(i * length, (i + 1) * length), height, inputs),
      )
      return [...bands.map((band) => bytesIn(band.values)), ...bands.map((band) => bytesIn(band.scales))]
    }
    case 'int4': {
      const matrix = int4Matrix(values)
      return [bytesIn(matrix.values), bytesIn(matrix.scales)]
    }
  }
}
