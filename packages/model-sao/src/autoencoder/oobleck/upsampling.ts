import type { Weights } from '@sigmastream/checkpoint'
import { add, type F32, mul, pad, productOfTransposed, reshape, slice, transpose } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import { directedWeight } from '../../graph/weight-norm.js'
import type { Upsampling } from './layers.js'

/**
 * PyTorch's ConvTranspose1d with kernel `2 stride`, cut by `stride / 2` on either side: `[batch, in, n]` to `[batch,
 * out, n stride]`. `MissingWeight`, `WrongShape`.
 *
 * Before the cut, the `stride` outputs from i stride on are made of input i by the first half of the kernel and of
 * input i - 1 by the second. So the whole is one matrix product with the kernel as it lies in the checkpoint, one
 * addition of the halves, and an interleaving: onnxruntime's ConvTranspose adds its overlaps up on one thread. The
 * weight's norm is over all that one input channel meets, so it is that channel which is scaled. Source: Shi et al.
 * 2016 (sub-pixel convolution), section 3.2.
 */
export const upsampling = (
  weights: Weights,
  { name, inputs, outputs, stride }: Upsampling,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('kernel', () => directedWeight(weights, name, [inputs, outputs, 2 * stride])),
    E.bind('bias', () => weight(weights, `${name}.bias`, [outputs])),
    E.map(({ kernel, bias }) => {
      const matrix = reshape(kernel.direction, [inputs, outputs * 2 * stride])
      const scale = reshape(kernel.scale, [inputs, 1])
      const offset = reshape(bias, [outputs, 1])
      return (x: F32) => {
        const taps = reshape(productOfTransposed(matrix, mul(x, scale)), [0, outputs, 2, stride, -1])
        const first = pad(taps, [0, 0, 0, 0, 0], [0, 0, -1, 0, 1])
        const second = pad(taps, [0, 0, -1, 0, 1], [0, 0, 0, 0, 0])
        const phases = reshape(add(first, second), [0, outputs, stride, -1])
        const interleaved = reshape(transpose(phases, [0, 1, 3, 2]), [0, outputs, -1])
        return add(slice(interleaved, 2, stride / 2, -stride / 2), offset)
      }
    }),
  )
