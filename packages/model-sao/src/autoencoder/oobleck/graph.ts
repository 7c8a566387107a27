import type { Weights } from '@sigmastream/checkpoint'
import type { Refused } from '@sigmastream/core'
import { encodeModel, input } from '@sigmastream/onnx'
import { add, concat, type F32, mul, scalar, slice, softplus } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { flow, identity, pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { Layer } from '../../graph/layer.js'
import type { OobleckAutoencoder } from './config.js'
import { network } from './network.js'
import { decoderStages, encoderStages, type Stage } from './stages.js'

/** A graph whose weights are found, written as a model when it is asked for. */
type Model = () => E.Either<Refused, Uint8Array<ArrayBuffer>>
type Models = E.Either<CheckpointError, readonly [first: Model, second: Model]>

const times = (factor: number): Layer => (factor === 1 ? identity : (x) => mul(x, scalar(factor)))

const model = (weights: Weights, { layers, input: { name, channels }, output }: Stage, before: Layer, after: Layer) =>
  pipe(
    network(weights, layers),
    E.map((applied) => flow(before, applied, after)(input(name, 'float32', ['batch', channels, 'length']))),
    E.map(
      (value): Model =>
        () =>
          encodeModel({ [output.name]: value }),
    ),
  )

/** Means and standard deviations of what the encoder gives. */
const bottleneck =
  ({ latentChannels, scale }: OobleckAutoencoder): Layer =>
  (encoded: F32) => {
    const mean = slice(encoded, 1, 0, latentChannels)
    const deviation = add(softplus(slice(encoded, 1, latentChannels, 2 * latentChannels)), scalar(1e-4))
    return times(1 / scale)(concat([mean, deviation], 1))
  }

/**
 * The encoder's two stages, and its bottleneck, as ONNX models over the weights in place. Input of the first: `audio`
 * `[batch, audioChannels, samples]`, samples a multiple of what makes a frame of the stage; output of the second:
 * `posterior` `[batch, 2 latentChannels, frames]`, the means and then the standard deviations, softplus(scale) + 1e-4.
 * Errors: `MissingWeight`, `WrongShape`. Source: stable-audio-tools `models/bottleneck.py`, `vae_sample`;
 * `AutoencoderPretransform.encode` (which divides by `scale`).
 */
export const encoderModels = (config: OobleckAutoencoder, weights: Weights): Models => {
  const [outer, inner] = encoderStages(config)
  return pipe(
    model(weights, outer, identity, identity),
    E.flatMap((first) =>
      pipe(
        model(weights, inner, identity, bottleneck(config)),
        E.map((second) => [first, second] as const),
      ),
    ),
  )
}

/**
 * The decoder's two stages as ONNX models over the weights in place. Input of the first: `latent` `[batch,
 * latentChannels, frames]`; output of the second: `audio` `[batch, audioChannels, frames frameSamples]`. Errors:
 * `MissingWeight`, `WrongShape`. Source: stable-audio-tools `AutoencoderPretransform.decode` (which
 * multiplies by `scale`).
 */
export const decoderModels = (config: OobleckAutoencoder, weights: Weights): Models => {
  const [inner, outer] = decoderStages(config)
  return pipe(
    model(weights, inner, times(config.scale), identity),
    E.flatMap((first) =>
      pipe(
        model(weights, outer, identity, identity),
        E.map((second) => [first, second] as const),
      ),
    ),
  )
}
