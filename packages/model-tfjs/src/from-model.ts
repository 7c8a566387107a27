import type { Denoiser } from '@sigmastream/core'
import { fromFunction } from './from-function.js'
import type { Tensor, TensorFlow } from './tensorflow.js'

/** What a model answers with: one tensor, or several by place or name. */
export type Answer<T> = T | readonly T[] | { readonly [name: string]: T }

/**
 * The part of a LayersModel or GraphModel that is used. `Fed` is what `predict` takes: a tensor, a list, or tensors by
 * name.
 */
export interface Model<T, Fed> {
  predict(inputs: Fed): Answer<T>
}

/** How a model is connected. */
export interface Wiring<T, T3, Fed> {
  /** What the model is fed, from x `[batch, channels, frames]` and the noise level of each item `[batch]`. */
  readonly inputs: (x: T3, level: T) => Fed
  /** The model's one output as `[batch, channels, frames]`; without it, the output is that already. */
  readonly output?: (y: T) => T
}

const isOne = <T extends Tensor>(answer: Answer<T>): answer is T =>
  'dispose' in answer && typeof answer.dispose === 'function'

/**
 * A LayersModel or GraphModel with one output, as a denoiser; `precondition` makes it one where it predicts v or
 * epsilon. The level that `inputs` is handed is the denoiser's sigma. Tensors, waiting, stopping and errors are those
 * of `fromFunction`; rejects also where the model has several outputs. A GraphModel with control flow, which only
 * `executeAsync` runs, is refused by its own `predict`.
 */
export const fromModel = <T extends Tensor, T3 extends T, Fed>(
  tf: TensorFlow<T, T3>,
  model: Model<NoInfer<T>, Fed>,
  { inputs, output = (y) => y }: Wiring<NoInfer<T>, NoInfer<T3>, NoInfer<Fed>>,
): Denoiser =>
  fromFunction(tf, (x, sigma) => {
    const batch = x.shape[0] ?? 0
    const level = tf.tensor(new Float32Array(batch).fill(sigma), [batch], 'float32')
    const answer = model.predict(inputs(x, level))
    if (!isOne(answer)) {
      const count = Object.keys(answer).length
      throw new TypeError(`the model has ${count} outputs; give one of a single output, or pick one (fromFunction)`)
    }
    return output(answer)
  })
