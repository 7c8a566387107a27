import { Count, CountOrNone, decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Objective } from '../checkpoint/model-config.js'
import type { DitConfig } from './config.js'
import { checkGeometry } from './geometry.js'
import { checkSupported } from './supported.js'

const Network = t.intersection([
  t.type({
    io_channels: Count,
    embed_dim: Count,
    depth: Count,
    num_heads: Count,
    cond_token_dim: Count,
    global_cond_dim: Count,
  }),
  t.partial({
    project_cond_tokens: t.boolean,
    project_global_cond: t.boolean,
    global_cond_type: t.keyof({ prepend: null, adaLN: null }),
    timestep_features_type: t.keyof({ learned: null, expo: null }),
    norm_type: t.keyof({ layer_norm: null, rms_norm: null }),
    num_memory_tokens: CountOrNone,
    local_add_cond_dim: Count,
    attn_kwargs: t.partial(
      { qk_norm: t.keyof({ none: null, ln: null, rms: null }), differential: t.boolean },
      'an object',
    ),
  }),
])

/**
 * `model.diffusion.config` of a `model_config.json` (`file` is for messages), with the objective that stands beside it.
 * Errors: `BadConfig` names the key that is not of its form; `Unsupported` names a key that asks for what no published
 * model of Stable Audio Open or Stable Audio 3 has, or widths that do not go together. Source: stable-audio-tools and
 * stable-audio-3 `models/dit.py`, `DiffusionTransformer.__init__`, with its defaults.
 */
export const decodeDitConfig = (
  file: string,
  network: unknown,
  objective: Objective,
): E.Either<CheckpointError, DitConfig> =>
  pipe(
    checkSupported(network),
    E.flatMap((supported) => decodeConfig(Network, file, supported, 'model.diffusion.config')),
    E.map(
      (config): DitConfig => ({
        ioChannels: config.io_channels,
        embedDim: config.embed_dim,
        depth: config.depth,
        numHeads: config.num_heads,
        condTokenDim: config.cond_token_dim,
        globalCondDim: config.global_cond_dim,
        projectCondTokens: config.project_cond_tokens ?? true,
        projectGlobalCond: config.project_global_cond ?? true,
        norm: config.norm_type === 'rms_norm' ? 'rms' : 'layer',
        qkNorm: config.attn_kwargs?.qk_norm ?? 'none',
        differential: config.attn_kwargs?.differential ?? false,
        memoryTokens: config.num_memory_tokens ?? 0,
        localDim: config.local_add_cond_dim ?? 0,
        globalBy: config.global_cond_type === 'adaLN' ? 'adaLN' : 'token',
        timeFeatures: config.timestep_features_type ?? 'learned',
        objective,
      }),
    ),
    E.flatMap(checkGeometry),
  )
