import type { Weights } from '@sigmastream/checkpoint'
import { silu } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { biasedLinearLayer, type Layer, linearLayer } from '../graph/layer.js'

/** Linear, SiLU, Linear: `[..., given]` to `[..., gives]`, which is `inside` unless it is said. */
const embedding =
  (linear: typeof linearLayer) =>
  (
    weights: Weights,
    name: string,
    given: number,
    inside: number,
    gives: number = inside,
  ): E.Either<CheckpointError, Layer> =>
    pipe(
      E.Do,
      E.bind('first', () => linear(weights, `${name}.0`, given, inside)),
      E.bind('second', () => linear(weights, `${name}.2`, inside, gives)),
      E.map(
        ({ first, second }) =>
          (x) =>
            second(silu(first(x))),
      ),
    )

/**
 * Linear, SiLU, Linear, without biases: `[..., given]` to `[..., inside]`. Zeros stay zeros, so that the branch without
 * a prompt adds nothing. stable-audio-tools `models/dit.py`, `to_cond_embed` and `to_global_embed`.
 */
export const conditioningEmbedding = embedding(linearLayer)

/**
 * The same with biases: zeros are something. stable-audio-tools `models/dit.py`, `to_timestep_embed`; stable-audio-3
 * `models/transformer.py`, `global_cond_embedder` and `to_local_embed`.
 */
export const biasedEmbedding = embedding(biasedLinearLayer)
