import { build, type Denoiser, type Latent, type Shape, showShape, sizeOf } from '@sigmastream/core'
import type { Tensor, TensorFlow } from './tensorflow.js'

/** The shape of an answer of three dimensions; throws what would be right where it has others or is not of float32. */
const shapeOf = ({ shape, dtype }: Tensor): Shape => {
  const [batch, channels, frames, ...rest] = shape
  if (dtype !== 'float32') throw new TypeError(`the network answered in ${dtype}; give float32 (tf.cast)`)
  if (batch === undefined || channels === undefined || frames === undefined || rest.length > 0)
    throw new TypeError(
      `the network answered with the shape [${shape.join(', ')}]; give [batch, channels, frames] (tf.reshape)`,
    )
  return [batch, channels, frames]
}

/** The values copied: a CPU backend hands out the memory of the tensor itself, which may belong to the model. */
const readTensor = async (answer: Tensor): Promise<Latent> => {
  const shape = shapeOf(answer)
  const values = await answer.data()
  const size = sizeOf(shape)
  if (!(values instanceof Float32Array) || values.length !== size)
    throw new TypeError(
      `the backend gave no ${size} float32 values for ${showShape(shape)}; choose another (tf.setBackend)`,
    )
  return build(shape, (out) => out.set(values))
}

/**
 * A denoiser from a TensorFlow.js function of a noisy x `[batch, channels, frames]` and its sigma. Every tensor that
 * the function makes is disposed, whether it answers or throws; tensors made elsewhere (weights) are left alone, also
 * where one of them is the answer. The function is called on this thread, must not be asynchronous, and cannot be
 * stopped once called.
 *
 * Rejects where the signal is aborted before the call, where the function throws, and where the answer is not float32
 * of three dimensions; which three is checked by the stage that asks (`ShapeMismatch`).
 */
export const fromFunction =
  <T extends Tensor, T3 extends T>(tf: TensorFlow<T, T3>, denoise: (x: T3, sigma: number) => NoInfer<T>): Denoiser =>
  async ({ shape: [batch, channels, frames], data }, sigma, signal) => {
    signal.throwIfAborted()
    // `tidy` cannot wait, so the answer leaves it and is read outside; as a clone, so that a tensor of the caller's
    // stays.
    const answer = tf.tidy(() => {
      const x = tf.tensor3d(data.slice(), [batch, channels, frames], 'float32')
      return tf.clone(denoise(x, sigma))
    })
    try {
      return await readTensor(answer)
    } finally {
      answer.dispose()
    }
  }
