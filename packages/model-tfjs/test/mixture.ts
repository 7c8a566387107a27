import type { Mixture } from '@sigmastream/core/analytic'
import type * as core from '@tensorflow/tfjs-core'

/**
 * The denoiser of a Gaussian mixture, the formula of core's `mixtureDenoiser` in float32. At sigma 500 the squared
 * distances are of 1e7 and rounded to 1, which the division by twice the variance turns into 2e-6 of a log weight:
 * small enough as it is.
 */
export const mixtureIn = (tf: typeof core, { means, weights, deviation }: Mixture) => {
  const [count, channels, frames] = means.shape
  const rows = tf.tensor2d(means.data.slice(), [count, channels * frames])
  const logs = tf.tensor1d(weights.map(Math.log))
  return (x: core.Tensor3D, sigma: number): core.Tensor => {
    const variance = deviation ** 2 + sigma ** 2
    const away = tf.sub(tf.reshape(x, [-1, 1, channels * frames]), tf.expandDims(rows, 0))
    const shares = tf.softmax(tf.add(tf.div(tf.sum(tf.square(away), 2), -2 * variance), logs))
    const mean = tf.reshape(tf.matMul(shares, rows), x.shape)
    return tf.add(mean, tf.mul(tf.sub(x, mean), deviation ** 2 / variance))
  }
}
