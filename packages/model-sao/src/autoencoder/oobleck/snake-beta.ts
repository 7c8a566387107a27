import type { Weights } from '@sigmastream/checkpoint'
import { add, div, exp, type F32, mul, reshape, scalar, sin } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import type { SnakeBeta } from './layers.js'

/** One value a channel, against `[batch, channels, length]`. */
const perChannel = (x: F32): F32 => reshape(x, [-1, 1])

/**
 * x + sin^2(e^alpha x) / (e^beta + 1e-9), from `NAME.alpha` and `NAME.beta`. `MissingWeight`, `WrongShape`. Source:
 * Ziyin et al. 2020 (Snake), with a magnitude of its own for each channel; stable-audio-tools `models/blocks.py`,
 * `SnakeBeta`.
 */
export const snakeBeta = (weights: Weights, { name, channels }: SnakeBeta): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('alpha', () => weight(weights, `${name}.alpha`, [channels])),
    E.bind('beta', () => weight(weights, `${name}.beta`, [channels])),
    E.map(({ alpha, beta }) => {
      const frequency = perChannel(exp(alpha))
      const magnitude = perChannel(div(scalar(1), add(exp(beta), scalar(1e-9))))
      return (x) => {
        const wave = sin(mul(x, frequency))
        return add(x, mul(mul(wave, wave), magnitude))
      }
    }),
  )
