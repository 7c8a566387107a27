import { constant } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { type Layer as Apply, weight } from '../graph/layer.js'
import { conv1d, type F32, mul, reorder, reshape, slice, transpose } from '../graph/operators.js'
import type { Upsampling } from './layers.js'
import { normalised } from './weight-norm.js'

/** `[in, out, 2 stride]` as the weight of two taps, `[out stride, in, 2]`: the first tap is the later half. */
const asTwoTaps = (kernel: F32, { inputs, outputs, stride }: Upsampling): F32 => {
  const halves = transpose(reshape(kernel, [inputs, outputs, 2, stride]), [1, 3, 0, 2])
  return reorder(reshape(halves, [outputs * stride, inputs, 2]), 2, [1, 0])
}

/** Each value `times` times: `[n]` to `[n times]`. */
const repeated = (x: F32, times: number): F32 => {
  const ones = constant({ type: 'float32', dims: [1, times], data: new Float32Array(times).fill(1) })
  return reshape(mul(reshape(x, [-1, 1]), ones), [-1])
}

/**
 * PyTorch's ConvTranspose1d with kernel `2 stride`, cut by `stride / 2` on either side: `[batch, in, n]` to
 * `[batch, out, n stride]`. `MissingWeight`, `WrongShape`.
 *
 * Before the cut, the `stride` outputs from i stride on are made of input i and input i - 1 alone. So the whole is a convolution
 * of two taps to `out stride` channels, interleaved: as many products as ConvTranspose, which in onnxruntime adds its overlaps
 * up on one thread. Source: Shi et al. 2016 (sub-pixel convolution), section 3.2.
 */
export const upsampling = (weights: Weights, layer: Upsampling): E.Either<CheckpointError, Apply> => {
  const { name, inputs, outputs, stride } = layer
  return pipe(
    E.Do,
    E.bind('kernel', () => normalised(weights, name, [inputs, outputs, 2 * stride])),
    E.bind('bias', () => weight(weights, `${name}.bias`, [outputs])),
    E.map(({ kernel, bias }) => {
      const taps = asTwoTaps(kernel, layer)
      const offsets = repeated(bias, stride)
      return (x) => {
        const phases = reshape(conv1d(x, taps, offsets, { padding: 1 }), [0, outputs, stride, -1])
        const interleaved = reshape(transpose(phases, [0, 1, 3, 2]), [0, outputs, -1])
        return slice(interleaved, 2, stride / 2, -stride / 2)
      }
    }),
  )
}
