import { Count, CountOrNone } from '@sigmastream/checkpoint'
import * as t from 'io-ts'

const isNumberFrom =
  (least: number) =>
  (u: unknown): u is number =>
    typeof u === 'number' && Number.isFinite(u) && u >= least

const numberFrom = (least: number): t.Type<number> => {
  const is = isNumberFrom(least)
  return new t.Type<number>(
    `a finite number of at least ${least}`,
    is,
    (u, at) => (is(u) ? t.success(u) : t.failure(u, at)),
    t.identity,
  )
}

const half = t.intersection([
  t.type({
    channels: Count,
    c_mults: t.array(Count),
    strides: t.array(Count),
    transformer_depths: t.array(Count),
    latent_dim: Count,
  }),
  t.partial({
    dim_heads: Count,
    ff_mult: numberFrom(1),
    chunk_size: Count,
    chunk_midpoint_shift: t.boolean,
    sliding_window: t.union([t.tuple([CountOrNone, CountOrNone]), t.null]),
    conv_mapping: t.boolean,
    variable_stride: t.boolean,
    mask_noise: numberFrom(0),
    sinusoidal_blocks: t.array(CountOrNone),
  }),
])

const Encoder = t.intersection([half, t.type({ in_channels: Count })])
const Decoder = t.intersection([half, t.type({ out_channels: Count })])

/** The form of a SAME autoencoder in a `model_config.json`, as far as it is read. */
export const SameJson = t.intersection([
  t.type({
    encoder: t.type({ config: Encoder }),
    decoder: t.type({ config: Decoder }),
    bottleneck: t.type({
      config: t.intersection([t.type({ dim: Count }), t.partial({ noise_regularize: t.boolean })]),
    }),
    pretransform: t.type({ config: t.type({ patch_size: Count, channels: Count }) }),
    latent_dim: Count,
    downsampling_ratio: Count,
    io_channels: Count,
  }),
  t.partial({ in_channels: Count, out_channels: Count }),
])

export type SameJson = t.TypeOf<typeof SameJson>

/** What both halves have in common in it. */
export type SameHalfJson = t.TypeOf<typeof half>
