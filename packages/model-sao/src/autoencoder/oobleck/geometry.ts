import { type Demand, firstUnmet, type Unsupported } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import type { Pretransform } from './pretransform.js'

const product = (factors: readonly number[]): number => factors.reduce((all, one) => all * one, 1)

const ofStrides = (key: string, strides: readonly number[], ratio: number): readonly Demand[] => [
  // Releases of the reference differ in what an odd stride makes of the length, and none makes it a whole number of
  // frames.
  ...strides.map((stride, i) => ({ key: `${key}[${i}]`, value: stride, right: stride + (stride % 2) })),
  { key, value: product(strides), right: ratio },
]

const demands = ({ config }: Pretransform): readonly Demand[] => {
  const { io_channels, latent_dim, downsampling_ratio: ratio } = config
  const {
    encoder: { config: encoder },
    decoder: { config: decoder },
  } = config
  return [
    { key: 'in_channels', value: config.in_channels ?? io_channels, right: io_channels },
    { key: 'out_channels', value: config.out_channels ?? io_channels, right: io_channels },
    { key: 'encoder.config.in_channels', value: encoder.in_channels, right: io_channels },
    { key: 'decoder.config.out_channels', value: decoder.out_channels, right: io_channels },
    // The bottleneck splits it into mean and scale.
    { key: 'encoder.config.latent_dim', value: encoder.latent_dim, right: 2 * latent_dim },
    { key: 'decoder.config.latent_dim', value: decoder.latent_dim, right: latent_dim },
    { key: 'encoder.config.c_mults.length', value: encoder.c_mults.length, right: encoder.strides.length },
    { key: 'decoder.config.c_mults.length', value: decoder.c_mults.length, right: decoder.strides.length },
    ...ofStrides('encoder.config.strides', encoder.strides, ratio),
    ...ofStrides('decoder.config.strides', decoder.strides, ratio),
  ]
}

/**
 * `Unsupported` with the first key of `model.pretransform`, found under `prefix`, whose size does not go with the
 * others'.
 */
export const checkGeometry = (prefix: string, json: Pretransform): E.Either<Unsupported, Pretransform> => {
  const failed = firstUnmet(`${prefix}.config`, demands(json))
  return failed === undefined ? E.right(json) : E.left(failed)
}
