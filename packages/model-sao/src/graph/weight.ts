import { basename } from 'node:path'
import type { StoredPart, StoredWeight } from '@sigmastream/checkpoint'
import { attribute, external, node, type Value } from '@sigmastream/onnx'

/** TensorProto.DataType FLOAT, as ONNX's Cast names it. */
const FLOAT = attribute.int(1)

const partValue = ({ type, shape, file, offset, length }: StoredPart): Value<'float32'> => {
  const data = { location: basename(file), offset, length }
  return type === 'float32'
    ? external('float32', shape, data)
    : node('Cast', [external(type, shape, data)], ['float32'], { to: FLOAT })[0]
}

/**
 * A weight of a checkpoint as a value of a graph, in float32 whatever it is stored in: its parts, read in place, one
 * after the other along the first dimension. It names files by their base names: the session is opened with
 * `externalFolder` set to the real folder of the weight's file (`Checkpoint.folders` has it for each part of the
 * model).
 */
export const weightValue = ({ parts }: StoredWeight): Value<'float32'> => {
  const [first, ...rest] = parts
  return rest.length === 0
    ? partValue(first)
    : node('Concat', parts.map(partValue), ['float32'], { axis: attribute.int(0) })[0]
}
