import type { Weights } from '@sigmastream/checkpoint'
import { add, type F32, mul, tanh } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'

/**
 * gamma tanh(alpha x) + beta over the last dimension, from `NAME.alpha` `[1]`, `NAME.gamma` and `NAME.beta` `[width]`:
 * what stands in the place of a norm. `each` says what a gamma or beta becomes before it meets x. `MissingWeight`,
 * `WrongShape`. Source: Zhu et al. 2025 (DyT), section 4; stable-audio-3 `models/transformer.py`, `DynamicTanh`.
 */
export const dynamicTanh = (
  weights: Weights,
  name: string,
  width: number,
  each: (values: F32) => F32 = (values) => values,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('alpha', () => weight(weights, `${name}.alpha`, [1])),
    E.bind('gamma', () => weight(weights, `${name}.gamma`, [width])),
    E.bind('beta', () => weight(weights, `${name}.beta`, [width])),
    E.map(({ alpha, gamma, beta }) => {
      const [scale, shift] = [each(gamma), each(beta)]
      return (x) => add(mul(tanh(mul(x, alpha)), scale), shift)
    }),
  )
