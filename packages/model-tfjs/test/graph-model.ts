import { type GraphModel, loadGraphModelSync } from '@tensorflow/tfjs-converter'
import type { io } from '@tensorflow/tfjs-core'

const float = { type: 'DT_FLOAT' }
const dims = (...sizes: readonly string[]) => ({ shape: { dim: sizes.map((size) => ({ size })) } })
const constant = (name: string, type: string, tensorShape: object) => ({
  name,
  op: 'Const',
  attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape } } },
})
const operation = (name: string, op: string, ...input: readonly string[]) => ({ name, op, input, attr: { T: float } })

/**
 * x / (1 + sigma^2), the denoiser of N(0, 1) data, as a frozen graph of x `[batch, channels, frames]` and sigma
 * `[batch]`.
 */
export const gaussianGraph = (): GraphModel<io.IOHandlerSync> =>
  loadGraphModelSync({
    modelTopology: {
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: dims('-1', '-1', '-1') } },
        { name: 'sigma', op: 'Placeholder', attr: { dtype: float, shape: dims('-1') } },
        constant('one', 'DT_FLOAT', {}),
        constant('column', 'DT_INT32', { dim: [{ size: '3' }] }),
        operation('square', 'Square', 'sigma'),
        operation('sum', 'AddV2', 'square', 'one'),
        operation('variance', 'Reshape', 'sum', 'column'),
        operation('denoised', 'RealDiv', 'x', 'variance'),
      ],
      versions: { producer: 1 },
    },
    weightSpecs: [
      { name: 'one', shape: [], dtype: 'float32' },
      { name: 'column', shape: [3], dtype: 'int32' },
    ],
    weightData: [Float32Array.of(1).buffer, Int32Array.of(-1, 1, 1).buffer],
  })
