import { freemem } from 'node:os'
import type { Weights } from '@sigmastream/checkpoint'
import { constant, type Latent, type Refused, refuse } from '@sigmastream/core'
import { openSession, type Session } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { lazy } from '../../lazy.js'
import type { Autoencoder, AutoencoderOptions } from '../autoencoder.js'
import type { CodingError } from '../errors.js'
import { ringDecoder } from '../ring.js'
import { checkNoise } from '../sample.js'
import { sameCoder } from './coder.js'
import type { SameAutoencoder } from './config.js'
import { folderOf } from './folder.js'
import { decoderModel, encoderModel, type ModelWriter } from './graph.js'
import { decoderCoding, encoderCoding } from './halves.js'
import { sameNoiseShapes } from './noise.js'

/** What goes round has no place where the reference's noise would be cut. */
const checkRing = (noisy: boolean): E.Either<Refused, unknown> =>
  noisy ? refuse('decoder', 'inference noise on what goes round', 'none, or latents with two ends') : E.right(noisy)

/**
 * Opens a SAME autoencoder; no weight passes through JavaScript. It is deterministic: the mean is the latent, and the
 * standard deviations are 0. Errors: `MissingWeight` and `WrongShape` before any weight is read.
 */
export const openSame = (
  config: SameAutoencoder,
  options: AutoencoderOptions,
): TE.TaskEither<CheckpointError, Autoencoder> => {
  const { weights, packed = TE.right(weights), threads, device = 'cpu', available = freemem } = options
  const { latentChannels, frameSamples } = config
  return pipe(
    TE.Do,
    // Both are found before any weight is read, and neither is written yet.
    TE.apSW('encoder', TE.fromEither(encoderModel(config, weights))),
    TE.apSW('decoder', TE.fromEither(decoderModel(config, weights))),
    TE.apSW('folder', TE.fromEither(folderOf(weights))),
    TE.map((): Autoencoder => {
      // Written when it is needed, and moved: most runs need one half of the autoencoder, and some need none.
      const opening = (modelOf: (from: Weights) => E.Either<CheckpointError, ModelWriter>) =>
        lazy<CodingError, Session>(
          pipe(
            TE.Do,
            TE.bind('held', () => packed),
            TE.bindW('write', ({ held }) => TE.fromEither(modelOf(held))),
            TE.bindW('externalFolder', ({ held }) => TE.fromEither(folderOf(held))),
            TE.bindW('bytes', ({ write }) => TE.fromIOEither(write)),
            TE.flatMap(({ bytes, externalFolder }) =>
              openSession(bytes, { threads, externalFolder, device, move: true }),
            ),
          ),
        )
      const encoding = opening((from) => encoderModel(config, from))
      const decoding = opening((from) => decoderModel(config, from))
      const encode = sameCoder(config, encoderCoding(config), encoding, available)
      const decode = sameCoder(config, decoderCoding(config), decoding, available)
      return {
        config,
        encode: (sound, { noise, inferenceNoise = {}, ...coding } = {}) =>
          pipe(
            TE.fromEither(
              checkNoise(noise, [sound.shape[0], latentChannels, Math.ceil(sound.shape[2] / frameSamples)]),
            ),
            TE.flatMap(() => encode(sound, coding, inferenceNoise)),
            TE.map((latent) => ({ mean: latent, std: constant(latent.shape, 0), latent })),
          ),
        decode: (z, { ring = false, inferenceNoise = {}, ...coding } = {}) => {
          const decodeAll = (latent: Latent) => decode(latent, coding, inferenceNoise)
          const { reach, grid } = decoderCoding(config)
          return ring
            ? pipe(
                TE.fromEither<CodingError, unknown>(checkRing(Object.keys(inferenceNoise).length > 0)),
                TE.flatMap(() => ringDecoder(reach, frameSamples, decodeAll, grid)(z)),
              )
            : decodeAll(z)
        },
        noiseShapes: (part, batch, frames) => sameNoiseShapes(config, part, batch, frames),
        close: async () => {
          await Promise.all([encoding.close(), decoding.close()])
        },
      }
    }),
  )
}
