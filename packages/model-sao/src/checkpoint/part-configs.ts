import { firstUnmet } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type AutoencoderConfig, decodeAutoencoderConfig } from '../autoencoder/config.js'
import { type ConditioningConfig, decodeConditioningConfig } from '../conditioning/config.js'
import type { DitConfig } from '../dit/config.js'
import { decodeDitConfig } from '../dit/decode-config.js'
import type { CheckpointError } from './errors.js'
import type { ModelConfig } from './model-config.js'

/** The configurations of the parts that a `model_config.json` tells of. */
export interface PartConfigs {
  readonly autoencoder: AutoencoderConfig
  readonly dit: DitConfig
  readonly conditioning: ConditioningConfig
}

/** Widths that two parts must agree on: what there is to tell the network is what it takes. */
const checkAgreement =
  (model: ModelConfig) =>
  (configs: PartConfigs): E.Either<CheckpointError, PartConfigs> => {
    const { dit, conditioning } = configs
    // The mask and the latent under it.
    const local = model.localIds.length === 0 ? 0 : 1 + model.latentChannels
    const failed = firstUnmet('model.diffusion.config', [
      { key: 'io_channels', value: dit.ioChannels, right: model.latentChannels },
      { key: 'cond_token_dim', value: dit.condTokenDim, right: conditioning.width },
      { key: 'global_cond_dim', value: dit.globalCondDim, right: conditioning.global.length * conditioning.width },
      { key: 'local_add_cond_dim', value: dit.localDim, right: local },
    ])
    return failed === undefined ? E.right(configs) : E.left(failed)
  }

/**
 * Decodes what a `model_config.json` says of each part; `file` is for messages. `BadConfig`, `Unsupported`, with the
 * key.
 */
export const decodePartConfigs = (file: string, model: ModelConfig): E.Either<CheckpointError, PartConfigs> =>
  pipe(
    E.Do,
    E.bind('autoencoder', () => decodeAutoencoderConfig(file, model.pretransform)),
    E.bind('dit', () => decodeDitConfig(file, model.network, model.objective)),
    E.bind('conditioning', () => decodeConditioningConfig(file, model)),
    E.flatMap(checkAgreement(model)),
  )
