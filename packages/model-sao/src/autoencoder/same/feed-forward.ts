import type { Weights } from '@sigmastream/checkpoint'
import { concat, type F32, halvesAlong, mul, scalar, silu, sin } from '@sigmastream/onnx/operators'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { biasedLayerOfPieces, biasedParts, type Layer } from '../../graph/layer.js'
import type { SameHalf } from './config.js'

/** sin(pi x). */
const sine = (x: F32): F32 => sin(mul(x, scalar(Math.PI)))

/**
 * Gated feed-forward: the first half of the projection times SiLU (or a sine) of the second, and a projection back, both
 * with biases. The tokens go through it in two halves, one after the other, since what is between is six times as wide.
 * `MissingWeight`, `WrongShape`. Source: stable-audio-3 `models/transformer.py`, `FeedForward`, `GLU`,
 * `Sin`.
 */
export const feedForward = (
  weights: Weights,
  name: string,
  { width, innerWidth }: SameHalf,
  gatedBy: 'silu' | 'sine',
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('widen', () => biasedParts(weights, `${name}.ff.0.proj`, width, 2 * innerWidth, 2)),
    E.bind('narrow', () => biasedLayerOfPieces(weights, `${name}.ff.2`, innerWidth, width)),
    E.map(({ widen, narrow }) => {
      const gated = ([value, gate]: readonly [F32, F32]): F32 =>
        mul(value, gatedBy === 'sine' ? sine(gate) : silu(gate))
      const through = (x: F32): F32 => {
        const [values, gates = values] = widen(x)
        return narrow(RNEA.map(gated)(RNEA.zip(values, gates)))
      }
      return (x) => concat(halvesAlong(x, 1).map(through), 1)
    }),
  )
