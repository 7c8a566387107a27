import type { Weights } from '@sigmastream/checkpoint'
import { type F32, mul, silu } from '@sigmastream/onnx/operators'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { biasedLayerOfPieces, biasedParts, type Layer } from '../graph/layer.js'

/** The reference's `mult`: the hidden width over the block's. */
const WIDENING = 4

/**
 * Gated feed-forward: the first half of the projection times SiLU of the second, and a projection back, both with
 * biases. stable-audio-tools `models/transformer.py`, `FeedForward` and `GLU`; Shazeer 2020, eq. 6 (SwiGLU), with
 * biases.
 */
export const feedForward = (weights: Weights, name: string, width: number): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('widen', () => biasedParts(weights, `${name}.ff.0.proj`, width, 2 * WIDENING * width, 2)),
    E.bind('narrow', () => biasedLayerOfPieces(weights, `${name}.ff.2`, WIDENING * width, width)),
    E.map(({ widen, narrow }) => (x) => {
      const [values, gates = values] = widen(x)
      return narrow(RNEA.map(([value, gate]: readonly [F32, F32]) => mul(value, silu(gate)))(RNEA.zip(values, gates)))
    }),
  )
