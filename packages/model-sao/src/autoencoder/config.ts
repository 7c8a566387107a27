import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeConfig } from '../checkpoint/decode-config.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { decodeOobleck, type OobleckAutoencoder } from './oobleck/config.js'
import { decodeSame, type SameAutoencoder } from './same/config.js'
import { Scale } from './scale.js'

/** The autoencoder of a checkpoint. */
export type AutoencoderConfig = OobleckAutoencoder | SameAutoencoder

/** Where the configuration lies in the `model_config.json` of a whole model. */
const KEY = 'model.pretransform'

/** Where it lies in that of an autoencoder alone. */
const ALONE = 'model'

/** What tells a SAME autoencoder from others: the type of its encoder, or of its bottleneck. */
const isSame = (autoencoder: Readonly<Record<string, unknown>>): boolean => {
  const typeOf = (part: unknown): unknown => (t.UnknownRecord.is(part) ? part['type'] : undefined)
  return typeOf(autoencoder['encoder']) === 'taae_v2' || typeOf(autoencoder['bottleneck']) === 'softnorm'
}

/**
 * The autoencoder that a `model_config.json` tells of (`file` is for messages): its `model.pretransform`, or its `model`
 * where it is that of an autoencoder alone. Errors: those of `decodeOobleck` and `decodeSame`.
 */
export const decodeAutoencoderConfig = (file: string, json: unknown): E.Either<CheckpointError, AutoencoderConfig> => {
  const object = t.UnknownRecord.is(json) ? json : {}
  const { config, scale = 1 } = object
  if (t.UnknownRecord.is(config) && isSame(config))
    return pipe(
      decodeConfig(Scale, file, scale, `${KEY}.scale`),
      E.flatMap((factor) => decodeSame(file, `${KEY}.config`, config, factor)),
    )
  return isSame(object) ? decodeSame(file, ALONE, object, 1) : decodeOobleck(file, KEY, json)
}
