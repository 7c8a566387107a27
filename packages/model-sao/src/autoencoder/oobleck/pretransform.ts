import { Count } from '@sigmastream/checkpoint'
import * as t from 'io-ts'
import { Scale } from '../scale.js'

const halfJson = { channels: Count, c_mults: t.array(Count), strides: t.array(Count), latent_dim: Count }
const Encoder = t.type({ ...halfJson, in_channels: Count })
const Decoder = t.intersection([t.type({ ...halfJson, out_channels: Count }), t.partial({ final_tanh: t.boolean })])

/** The form of `model.pretransform` in a `model_config.json`, as far as it is read. */
export const Pretransform = t.intersection([
  t.type({
    config: t.intersection([
      t.type({
        encoder: t.type({ config: Encoder }),
        decoder: t.type({ config: Decoder }),
        latent_dim: Count,
        downsampling_ratio: Count,
        io_channels: Count,
      }),
      t.partial({ in_channels: Count, out_channels: Count }),
    ]),
  }),
  t.partial({ scale: Scale }),
])

export type Pretransform = t.TypeOf<typeof Pretransform>
