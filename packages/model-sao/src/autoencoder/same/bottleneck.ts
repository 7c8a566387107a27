import type { Weights } from '@sigmastream/checkpoint'
import { add, div, type F32, mul, scalar } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import type { SameAutoencoder } from './config.js'
import { NOISE_INPUTS, noiseInput } from './noise.js'

const NAME = 'pretransform.model.bottleneck'

const times = (x: F32, factor: number): F32 => (factor === 1 ? x : mul(x, scalar(factor)))

const deviationOf = (weights: Weights): E.Either<CheckpointError, F32> => weight(weights, `${NAME}.running_std`, [1])

/**
 * What the encoder gives, as latents, both `[1, latentChannels, frames]`: (x scaling + bias) / deviation, over the
 * model's scale. `MissingWeight`, `WrongShape`. Source: stable-audio-3 `models/bottleneck.py`, `SoftNormBottleneck`;
 * `AutoencoderPretransform` (`scale`).
 */
export const toLatents = (
  weights: Weights,
  { latentChannels, scale }: SameAutoencoder,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('scaling', () => weight(weights, `${NAME}.scaling_factor`, [1, latentChannels, 1])),
    E.bind('bias', () => weight(weights, `${NAME}.bias`, [1, latentChannels, 1])),
    E.bind('deviation', () => deviationOf(weights)),
    E.map(
      ({ scaling, bias, deviation }) =>
        (x) =>
          times(div(add(mul(x, scaling), bias), deviation), 1 / scale),
    ),
  )

/**
 * Latents as the decoder takes them: times the deviation alone, which does not undo `toLatents`; with noise, where it is
 * fed. Source and errors: as `toLatents`.
 */
export const fromLatents = (
  weights: Weights,
  { scale, latentNoise }: SameAutoencoder,
): E.Either<CheckpointError, Layer> =>
  pipe(
    deviationOf(weights),
    E.map((deviation) => {
      const noise = noiseInput(NOISE_INPUTS.latents, latentNoise)
      return (x) => {
        const latents = times(x, scale)
        return mul(noise === undefined ? latents : add(latents, noise), deviation)
      }
    }),
  )
