import { silu } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { type Layer, linearLayer } from '../graph/layer.js'

/**
 * Linear, SiLU, Linear, without biases: `[..., given]` to `[..., inside]`. Zeros stay zeros, so that the branch without
 * a prompt adds nothing. stable-audio-tools `models/dit.py`, `to_cond_embed` and `to_global_embed`.
 */
export const conditioningEmbedding = (
  weights: Weights,
  name: string,
  given: number,
  inside: number,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('first', () => linearLayer(weights, `${name}.0`, given, inside)),
    E.bind('second', () => linearLayer(weights, `${name}.2`, inside, inside)),
    E.map(
      ({ first, second }) =>
        (x) =>
          second(silu(first(x))),
    ),
  )
