import { concat, cos, mul, reshape, scalar, silu, sin } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { biasedLinearLayer, type Layer, weight } from '../graph/layer.js'

/** `timestep_features_dim` of the reference, which no configuration changes: as many cosines and sines together. */
const FEATURES = 256

/**
 * The timestep t `[batch]` as a vector `[batch, embedDim]`: cosines, then sines, of 2 pi t w for stored frequencies w,
 * then Linear, SiLU, Linear. stable-audio-tools `models/blocks.py` (`FourierFeatures`) and `models/dit.py`
 * (`to_timestep_embed`); the angle is rounded to float32 as there, (2 pi t) first.
 */
export const timestepEmbedding = (
  weights: Weights,
  prefix: string,
  embedDim: number,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('frequencies', () => weight(weights, `${prefix}.timestep_features.weight`, [FEATURES / 2, 1])),
    E.bind('first', () => biasedLinearLayer(weights, `${prefix}.to_timestep_embed.0`, FEATURES, embedDim)),
    E.bind('second', () => biasedLinearLayer(weights, `${prefix}.to_timestep_embed.2`, embedDim, embedDim)),
    E.map(({ frequencies, first, second }) => (t) => {
      const turns = reshape(mul(t, scalar(2 * Math.PI)), [-1, 1])
      const angles = mul(turns, reshape(frequencies, [1, -1]))
      return second(silu(first(concat([cos(angles), sin(angles)], -1))))
    }),
  )
