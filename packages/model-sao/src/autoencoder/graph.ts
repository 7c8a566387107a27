import { encodeModel, type GraphRefused, input } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { add, concat, type F32, mul, scalar, slice, softplus } from '../graph/operators.js'
import type { AutoencoderConfig } from './config.js'
import { network } from './network.js'
import { decoderLayers, encoderLayers } from './oobleck.js'

type Model = E.Either<CheckpointError | GraphRefused, Uint8Array<ArrayBuffer>>

const times = (x: F32, factor: number): F32 => (factor === 1 ? x : mul(x, scalar(factor)))

/**
 * The encoder and its bottleneck as an ONNX model over the weights in place. Input: `audio` `[batch, audioChannels,
 * samples]`, samples a multiple of `frameSamples`; output: `posterior` `[batch, 2 latentChannels, frames]`, the means and
 * then the standard deviations, softplus(scale) + 1e-4. Errors: `MissingWeight`, `WrongShape`, `GraphRefused`. Source:
 * stable-audio-tools `models/bottleneck.py`, `vae_sample`; `AutoencoderPretransform.encode` (which divides by `scale`).
 */
export const encoderModel = (config: AutoencoderConfig, weights: Weights): Model =>
  pipe(
    network(weights, encoderLayers(config)),
    E.flatMap((encoder) => {
      const { audioChannels, latentChannels, scale } = config
      const encoded = encoder(input('audio', 'float32', ['batch', audioChannels, 'samples']))
      const mean = slice(encoded, 1, 0, latentChannels)
      const deviation = add(softplus(slice(encoded, 1, latentChannels, 2 * latentChannels)), scalar(1e-4))
      return encodeModel({ posterior: times(concat([mean, deviation], 1), 1 / scale) })
    }),
  )

/**
 * The decoder as an ONNX model over the weights in place. Input: `latent` `[batch, latentChannels, frames]`; output: `audio`
 * `[batch, audioChannels, frames frameSamples]`. Errors: `MissingWeight`, `WrongShape`, `GraphRefused`. Source:
 * stable-audio-tools `AutoencoderPretransform.decode` (which multiplies by `scale`).
 */
export const decoderModel = (config: AutoencoderConfig, weights: Weights): Model =>
  pipe(
    network(weights, decoderLayers(config)),
    E.flatMap((decoder) => {
      const latent = input('latent', 'float32', ['batch', config.latentChannels, 'frames'])
      return encodeModel({ audio: decoder(times(latent, config.scale)) })
    }),
  )
