import type { Weights } from '@sigmastream/checkpoint'
import { concat, cos, mul, reshape, scalar, sin } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type Layer, weight } from '../graph/layer.js'
import { biasedEmbedding } from './conditioning-embedding.js'
import type { DitConfig } from './config.js'

/** `timestep_features_dim` of the reference, which no configuration changes: as many cosines and sines together. */
export const TIME_FEATURES = 256

/**
 * Cosines, then sines, of 2 pi t w for stored frequencies w. stable-audio-tools `models/blocks.py` (`FourierFeatures`);
 * the angle is rounded to float32 as there, (2 pi t) first.
 */
const learnedFeatures = (weights: Weights, prefix: string): E.Either<CheckpointError, Layer> =>
  pipe(
    weight(weights, `${prefix}.timestep_features.weight`, [TIME_FEATURES / 2, 1]),
    E.map((frequencies) => (t) => {
      const turns = reshape(mul(t, scalar(2 * Math.PI)), [-1, 1])
      const angles = mul(turns, reshape(frequencies, [1, -1]))
      return concat([cos(angles), sin(angles)], -1)
    }),
  )

/** `expoFeatures` are made outside of the graph. */
const givenFeatures: E.Either<CheckpointError, Layer> = E.right((features) => features)

/**
 * The timestep as a vector `[batch, embedDim]`: from t `[batch]` where features are learned, else from its
 * `expoFeatures` `[batch, 256]`. stable-audio-tools `models/dit.py` (`to_timestep_embed`).
 */
export const timestepEmbedding = (
  weights: Weights,
  prefix: string,
  { timeFeatures, embedDim }: DitConfig,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('features', () => (timeFeatures === 'learned' ? learnedFeatures(weights, prefix) : givenFeatures)),
    E.bind('embed', () => biasedEmbedding(weights, `${prefix}.to_timestep_embed`, TIME_FEATURES, embedDim)),
    E.map(
      ({ features, embed }) =>
        (time) =>
          embed(features(time)),
    ),
  )
