import type { Weights } from '@sigmastream/checkpoint'
import type { Refused } from '@sigmastream/core'
import { encodeModel, input } from '@sigmastream/onnx'
import {
  add,
  concat,
  concatSizes,
  dropFirst,
  expand,
  type F32,
  int64s,
  padRowsTo,
  reshape,
  sizesOf,
  transpose,
} from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { biasedLinearLayer, type Layer, weight } from '../../graph/layer.js'
import { fromLatents, toLatents } from './bottleneck.js'
import type { SameAutoencoder, SameHalf } from './config.js'
import { patchMapping } from './mapping.js'
import { NOISE_INPUTS, noiseInput } from './noise.js'
import { sameTransformer } from './transformer.js'

/** A graph whose weights are found, written as a model when it is asked for. */
export type ModelWriter = () => E.Either<Refused, Uint8Array<ArrayBuffer>>

const ENCODER = 'pretransform.model.encoder.layers'
const DECODER = 'pretransform.model.decoder.layers'

/** The new tokens of groups: `[groups, count, width]`, as many groups as `like` has. */
const newTokens = (
  weights: Weights,
  name: string,
  { width, oneNewToken, tokenNoise }: SameHalf,
  count: number,
): E.Either<CheckpointError, (like: F32) => F32> =>
  pipe(
    weight(weights, `${name}.new_tokens`, [1, oneNewToken ? 1 : count, width]),
    E.map((stored) => {
      const noise = noiseInput(NOISE_INPUTS.tokens, tokenNoise)
      const tokens = noise === undefined ? stored : add(stored, noise)
      return (like) => expand(tokens, concatSizes([sizesOf(like, 0, 1), int64s([count, width])]))
    }),
  )

/**
 * Groups `[groups, given, width]`, each with `count` new tokens behind it, through the transformer of a half:
 * `[groups, count, width]`, what became of the new ones.
 */
const resampler = (
  weights: Weights,
  name: string,
  half: SameHalf,
  given: number,
  count: number,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('tokensFor', () => newTokens(weights, name, half, count)),
    E.bind('transform', () => sameTransformer(weights, name, half, given + count)),
    E.map(({ tokensFor, transform }) => (groups) => {
      const tokens = reshape(concat([groups, tokensFor(groups)], 1), [1, -1, half.width])
      return dropFirst(reshape(transform(tokens), [-1, given + count, half.width]), given, 1)
    }),
  )

const writerOf =
  (name: string) =>
  (output: F32): ModelWriter =>
  () =>
    encodeModel({ [name]: output })

/**
 * What the encoder makes over the weights in place. Input: `audio` `[1, audioChannels, samples]`, samples of whole
 * frames and, where the encoder sees chunks, of whole chunks; and `tokenNoise` where the configuration has any. It is
 * `[1, latentChannels, frames]`. Errors: `MissingWeight`, `WrongShape`. Source: stable-audio-3
 * `models/autoencoders.py`, `SAMEEncoder`; `models/pretransforms.py`, `PatchedPretransform`.
 */
export const encoderOutput = (config: SameAutoencoder, weights: Weights): E.Either<CheckpointError, F32> => {
  const { encoder, audioChannels, patchSamples, stride, latentChannels } = config
  const patchWidth = audioChannels * patchSamples
  return pipe(
    E.Do,
    E.bind('map', () => patchMapping(weights, `${ENCODER}.0.mapping`, encoder, patchWidth, encoder.width)),
    E.bind('transform', () => resampler(weights, `${ENCODER}.0`, encoder, stride, 1)),
    E.bind('narrow', () => biasedLinearLayer(weights, `${ENCODER}.2`, encoder.width, latentChannels)),
    E.bind('finish', () => toLatents(weights, config)),
    E.map(({ map, transform, narrow, finish }) => {
      const audio = input('audio', 'float32', [1, audioChannels, 'samples'])
      const byPatch = transpose(reshape(audio, [audioChannels, -1, patchSamples]), [1, 0, 2])
      const groups = reshape(map(reshape(byPatch, [1, -1, patchWidth])), [-1, stride, encoder.width])
      const frames = reshape(transform(groups), [1, -1, encoder.width])
      return finish(transpose(narrow(frames), [0, 2, 1]))
    }),
  )
}

/**
 * What the decoder makes over the weights in place. Input: `latent` `[1, latentChannels, frames]`, `latentNoise` and
 * `tokenNoise` where the configuration has any. It is `[1, audioChannels, samples]`: of whole chunks, where
 * the decoder sees chunks, so that it may be longer than the latents. Errors and source: as `encoderOutput`.
 */
export const decoderOutput = (config: SameAutoencoder, weights: Weights): E.Either<CheckpointError, F32> => {
  const { decoder, audioChannels, patchSamples, stride, latentChannels } = config
  const patchWidth = audioChannels * patchSamples
  const multiple = decoder.sight._tag === 'Chunks' ? decoder.sight.frames : 1
  return pipe(
    E.Do,
    E.bind('start', () => fromLatents(weights, config)),
    E.bind('widen', () => biasedLinearLayer(weights, `${DECODER}.1`, latentChannels, decoder.width)),
    E.bind('transform', () => resampler(weights, `${DECODER}.3`, decoder, 1, stride)),
    E.bind('map', () => patchMapping(weights, `${DECODER}.3.mapping`, decoder, decoder.width, patchWidth)),
    E.map(({ start, widen, transform, map }) => {
      const latent = input('latent', 'float32', [1, latentChannels, 'frames'])
      const frames = widen(transpose(start(latent), [0, 2, 1]))
      const whole = multiple === 1 ? frames : padRowsTo(frames, multiple)
      const patches = map(reshape(transform(reshape(whole, [-1, 1, decoder.width])), [1, -1, decoder.width]))
      const byChannel = transpose(reshape(patches, [-1, audioChannels, patchSamples]), [1, 0, 2])
      return reshape(byChannel, [1, audioChannels, -1])
    }),
  )
}

/** `encoderOutput` as an ONNX model, with the one output `latent`. */
export const encoderModel = (config: SameAutoencoder, weights: Weights): E.Either<CheckpointError, ModelWriter> =>
  pipe(encoderOutput(config, weights), E.map(writerOf('latent')))

/** `decoderOutput` as an ONNX model, with the one output `audio`. */
export const decoderModel = (config: SameAutoencoder, weights: Weights): E.Either<CheckpointError, ModelWriter> =>
  pipe(decoderOutput(config, weights), E.map(writerOf('audio')))
