import { freemem } from 'node:os'
import { weightFolder } from '@sigmastream/checkpoint'
import { type Latent, type Refused, refuse } from '@sigmastream/core'
import { openSession } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { lazy } from '../../lazy.js'
import type { Autoencoder, AutoencoderOptions, DecodeOptions, EncodeOptions } from '../autoencoder.js'
import type { CodingError } from '../errors.js'
import { ringDecoder } from '../ring.js'
import { checkNoise, distributionOf } from '../sample.js'
import { coder } from './coder.js'
import type { OobleckAutoencoder } from './config.js'
import { decoderModels, encoderModels } from './graph.js'
import { decoderStages, encoderStages, reachOfStages, type Stage } from './stages.js'
import { openWays, threadShares } from './ways.js'

/** What only a SAME autoencoder has is not passed over in silence. */
const checkOptions = (
  part: 'encoder' | 'decoder',
  { inferenceNoise, chunks = 'exact' }: EncodeOptions | DecodeOptions,
): E.Either<Refused, unknown> =>
  inferenceNoise !== undefined
    ? refuse(part, 'inference noise', 'none, since the reference adds none to this autoencoder')
    : chunks === 'reference'
      ? refuse(part, 'the chunks of the reference', '"exact": they are those of Stable Audio 3')
      : E.right(part)

/**
 * Opens an Oobleck autoencoder; no weight passes through JavaScript. Errors: `MissingWeight` and `WrongShape`
 * before any weight is read.
 */
export const openOobleck = (
  config: OobleckAutoencoder,
  options: AutoencoderOptions,
): TE.TaskEither<CheckpointError, Autoencoder> => {
  const { weights, threads, device = 'cpu', available = freemem } = options
  const { latentChannels, frameSamples } = config
  const first = 'pretransform.model.encoder.layers.0.bias'
  return pipe(
    TE.Do,
    TE.apSW('encoder', TE.fromEither(encoderModels(config, weights))),
    TE.apSW('decoder', TE.fromEither(decoderModels(config, weights))),
    TE.apSW('externalFolder', TE.fromEither(weightFolder(weights, first, [config.encoder.channels]))),
    TE.map(({ encoder, decoder, externalFolder }): Autoencoder => {
      // Written when it is needed: most runs need one half of the autoencoder, and some need none.
      const opening = (model: (typeof encoder)[0], { ways }: Stage) =>
        lazy(
          pipe(
            TE.fromIOEither(model),
            TE.flatMap((bytes) =>
              openWays(
                (share) => openSession(bytes, { threads: share, externalFolder, device }),
                threadShares(threads, ways, device),
              ),
            ),
          ),
        )
      const [encoderParts, decoderParts] = [encoderStages(config), decoderStages(config)]
      const encoding = [opening(encoder[0], encoderParts[0]), opening(encoder[1], encoderParts[1])] as const
      const decoding = [opening(decoder[0], decoderParts[0]), opening(decoder[1], decoderParts[1])] as const
      const encode = coder(encoderParts, encoding, available)
      const decode = coder(decoderParts, decoding, available)
      return {
        config,
        encode: (sound, asked: EncodeOptions = {}) => {
          const { noise, ...coding } = asked
          return pipe(
            TE.fromEither<CodingError, unknown>(checkOptions('encoder', asked)),
            TE.flatMapEither(() =>
              checkNoise(noise, [sound.shape[0], latentChannels, Math.ceil(sound.shape[2] / frameSamples)]),
            ),
            TE.flatMap(() => encode(sound, coding)),
            TE.map((given) => distributionOf(given, noise)),
          )
        },
        decode: (z, asked: DecodeOptions = {}) => {
          const { ring = false, ...coding } = asked
          const decodeAll = (latent: Latent) => decode(latent, coding)
          const reach = reachOfStages(decoderParts)
          return pipe(
            TE.fromEither<CodingError, unknown>(checkOptions('decoder', asked)),
            TE.flatMap(() => (ring ? ringDecoder(reach, frameSamples, decodeAll) : decodeAll)(z)),
          )
        },
        noiseShapes: () => ({}),
        close: async () => {
          await Promise.all([...encoding, ...decoding].map((stage) => stage.close()))
        },
      }
    }),
  )
}
