import type { StoredWeight } from '@sigmastream/checkpoint'
import { halvesOfFloat32, type ReadonlyF32 } from '@sigmastream/core'
import { constant } from '@sigmastream/onnx'
import type { MatrixValue } from '../../graph/matrix.js'
import { BLOCK, int4Matrix } from '../int4.js'
import { int8Matrix } from '../int8.js'
import type { PackedPrecision } from '../precision.js'

/** The scales of a matrix, in a list. */
const scaleList = (data: Float32Array) => constant({ type: 'float32', dims: [data.length], data })

/**
 * A matrix `[outputs, inputs]` as it is packed, inside a graph: a constant, since the engine multiplies with one in
 * another way than with what it is fed.
 */
export const packedValue = (
  { shape: [outputs = 0, inputs = 0] }: StoredWeight,
  values: ReadonlyF32,
  precision: PackedPrecision,
): MatrixValue => {
  switch (precision) {
    case 'fp16-weights':
      return {
        _tag: 'Half',
        values: constant({ type: 'float16', dims: [outputs, inputs], data: halvesOfFloat32(values) }),
      }
    case 'int8': {
      const matrix = int8Matrix(values, outputs, inputs)
      return {
        _tag: 'Int8',
        scales: scaleList(matrix.scales),
        values: constant({ type: 'int8', dims: [inputs, outputs], data: matrix.values }),
      }
    }
    case 'int4': {
      const [matrix, blocks] = [int4Matrix(values), inputs / BLOCK]
      return {
        _tag: 'Int4',
        outputs,
        blocks,
        scales: scaleList(matrix.scales),
        values: constant({ type: 'uint8', dims: [outputs, blocks, BLOCK / 2], data: matrix.values }),
      }
    }
  }
}
