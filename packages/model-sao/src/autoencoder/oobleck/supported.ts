import { firstBreach, type Rules, type Unsupported, unsupportedKey } from '@sigmastream/checkpoint'
import { showJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/**
 * Every key that the reference's encoder and decoder take (stable-audio-tools 0.0.19: `OobleckEncoder`,
 * `OobleckDecoder`); their classes take no other. `use_snake` must be said: its default is another activation.
 */
const ofHalf: Rules = {
  in_channels: 'followed',
  out_channels: 'followed',
  channels: 'followed',
  c_mults: 'followed',
  strides: 'followed',
  latent_dim: 'followed',
  final_tanh: 'followed',
  use_snake: ['true'],
  antialias_activation: ['false'],
  use_nearest_upsample: ['false'],
}

/** Of the autoencoder (`create_autoencoder_from_config`); what is not named here it does not read. */
const ofAutoencoder: readonly (readonly [path: readonly string[], value: string])[] = [
  [['type'], '"autoencoder"'],
  [['config', 'encoder', 'type'], '"oobleck"'],
  [['config', 'decoder', 'type'], '"oobleck"'],
  [['config', 'bottleneck', 'type'], '"vae"'],
]

const ifThere: typeof ofAutoencoder = [
  [['config', 'decoder', 'soft_clip'], 'false'],
  [['config', 'pretransform'], 'null'],
]

const valueAt = (json: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (t.UnknownRecord.is(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    json,
  )

const refusal = (prefix: string, path: readonly string[], value: unknown, right: string): Unsupported =>
  unsupportedKey([prefix, ...path].join('.'), showJson(value), right)

const ofWhole = (prefix: string, json: unknown): Unsupported | undefined => {
  const there = ifThere.filter(([path]) => valueAt(json, path) !== undefined)
  const failed = [...ofAutoencoder, ...there].find(([path, value]) => JSON.stringify(valueAt(json, path)) !== value)
  return failed === undefined ? undefined : refusal(prefix, failed[0], valueAt(json, failed[0]), failed[1])
}

const ofOptions = (prefix: string, path: readonly string[], json: unknown): Unsupported | undefined => {
  const options = valueAt(json, path)
  return t.UnknownRecord.is(options)
    ? firstBreach([prefix, ...path].join('.'), { use_snake: undefined, ...options }, ofHalf)
    : undefined
}

/**
 * `Unsupported` with the first key of `model.pretransform`, found under `prefix`, that asks for what no published
 * Stable Audio Open model has. What has not the form that keys can be read from is left to the codec.
 */
export const checkSupported = (prefix: string, json: unknown): E.Either<Unsupported, unknown> => {
  const found =
    ofWhole(prefix, json) ??
    ofOptions(prefix, ['config', 'encoder', 'config'], json) ??
    ofOptions(prefix, ['config', 'decoder', 'config'], json)
  return found === undefined ? E.right(json) : E.left(found)
}
