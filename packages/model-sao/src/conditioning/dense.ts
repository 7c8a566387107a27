import { readWeight, type Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'

/** x `[inputs]` to W x + b `[outputs]`. */
type Dense = (x: ReadonlyF32) => Float32Array

const dense =
  (weight: ReadonlyF32, bias: ReadonlyF32): Dense =>
  (x) => {
    const out = new Float32Array(bias.length)
    // Indices stay below the lengths: weight is [bias.length, x.length].
    for (let row = 0; row < out.length; row++) {
      let sum = bias[row]!
      for (let i = 0; i < x.length; i++) sum += weight[row * x.length + i]! * x[i]!
      out[row] = sum
    }
    return out
  }

/**
 * The linear layer `NAME.weight` `[outputs, inputs]`, `NAME.bias` `[outputs]` (PyTorch's nn.Linear), summed in float64
 * and rounded once. Errors: those of `readWeight`.
 */
export const readDense = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
): TE.TaskEither<CheckpointError, Dense> =>
  pipe(
    TE.Do,
    TE.apS('weight', readWeight(weights, `${name}.weight`, [outputs, inputs])),
    TE.apS('bias', readWeight(weights, `${name}.bias`, [outputs])),
    TE.map(({ weight, bias }) => dense(weight, bias)),
  )
