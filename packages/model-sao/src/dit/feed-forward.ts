import type { Weights } from '@sigmastream/checkpoint'
import { mul, silu, splitInTwo } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { biasedLinearLayer, type Layer } from '../graph/layer.js'

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
    E.bind('widen', () => biasedLinearLayer(weights, `${name}.ff.0.proj`, width, 2 * WIDENING * width)),
    E.bind('narrow', () => biasedLinearLayer(weights, `${name}.ff.2`, WIDENING * width, width)),
    E.map(({ widen, narrow }) => (x) => {
      const [value, gate] = splitInTwo(widen(x))
      return narrow(mul(value, silu(gate)))
    }),
  )
