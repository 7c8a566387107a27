import { type Unsupported, unsupportedKey } from '@sigmastream/checkpoint'
import { showJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/** A key, what it must be as JSON, and whether that is its default, so that it may be absent. */
type Demand = readonly [path: readonly string[], value: string, absent: 'may be absent' | 'must be there']

const ofHalf = (half: 'encoder' | 'decoder'): readonly Demand[] => [
  [[half, 'config', 'differential'], 'true', 'may be absent'],
  [[half, 'config', 'dyt'], 'true', 'may be absent'],
  [[half, 'config', 'mapping_bias'], 'true', 'may be absent'],
  [[half, 'config', 'conformer'], 'false', 'may be absent'],
  [[half, 'config', 'layer_scale'], 'false', 'may be absent'],
  [[half, 'config', 'feat_scale'], 'false', 'may be absent'],
  [[half, 'config', 'cross_attn'], 'false', 'may be absent'],
]

/** What would change the result and no published SAME asks for. Whatever else is there is followed, or is not read. */
const demands: readonly Demand[] = [
  ...ofHalf('encoder'),
  ...ofHalf('decoder'),
  [['decoder', 'soft_clip'], 'false', 'may be absent'],
  [['bottleneck', 'type'], '"softnorm"', 'must be there'],
  [['bottleneck', 'config', 'auto_scale'], 'true', 'must be there'],
  [['bottleneck', 'config', 'noise_augment_dim'], '0', 'may be absent'],
  [['pretransform', 'type'], '"patched"', 'must be there'],
  [['pretransform', 'config', 'oversampling'], '1', 'may be absent'],
  [['pretransform', 'config', 'postfilter_channels'], '0', 'may be absent'],
]

const valueAt = (json: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (t.UnknownRecord.is(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    json,
  )

/**
 * `Unsupported` with the first key of an autoencoder's JSON, found under `prefix`, that asks for what no published SAME
 * has. What has not the form that keys can be read from is left to the codec.
 */
export const checkSupported = (prefix: string, json: unknown): E.Either<Unsupported, unknown> => {
  const failed = demands.find(([path, right, absent]) => {
    const value = valueAt(json, path)
    return value === undefined ? absent === 'must be there' : JSON.stringify(value) !== right
  })
  if (failed === undefined) return E.right(json)
  const [path, right] = failed
  return E.left(unsupportedKey([prefix, ...path].join('.'), showJson(valueAt(json, path)), right))
}
