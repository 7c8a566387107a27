import { decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import { decodeOobleck, type OobleckAutoencoder } from './oobleck/config.js'
import { decodeSame, type SameAutoencoder } from './same/config.js'
import { Scale } from './scale.js'

/** The autoencoder of a checkpoint. */
export type AutoencoderConfig = OobleckAutoencoder | SameAutoencoder

/** Where the configuration lies in `model_config.json`. */
const KEY = 'model.pretransform'

/** What tells a SAME autoencoder from others: the type of its encoder, or of its bottleneck. */
const isSame = (autoencoder: Readonly<Record<string, unknown>>): boolean => {
  const typeOf = (part: unknown): unknown => (t.UnknownRecord.is(part) ? part['type'] : undefined)
  return typeOf(autoencoder['encoder']) === 'taae_v2' || typeOf(autoencoder['bottleneck']) === 'softnorm'
}

/**
 * `model.pretransform` of a `model_config.json` (`file` is for messages). Errors: those of `decodeOobleck` and
 * `decodeSame`.
 */
export const decodeAutoencoderConfig = (file: string, json: unknown): E.Either<CheckpointError, AutoencoderConfig> => {
  const { config, scale = 1 } = t.UnknownRecord.is(json) ? json : {}
  return t.UnknownRecord.is(config) && isSame(config)
    ? pipe(
        decodeConfig(Scale, file, scale, `${KEY}.scale`),
        E.flatMap((factor) => decodeSame(file, `${KEY}.config`, config, factor)),
      )
    : decodeOobleck(file, KEY, json)
}
