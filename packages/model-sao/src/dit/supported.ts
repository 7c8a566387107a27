import { firstBreach, type Rules, type Unsupported } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/**
 * Every key that the reference takes: stable-audio-tools 0.0.19 and stable-audio-3, `DiffusionTransformer`,
 * `ContinuousTransformer` and `TransformerBlock`. It is followed, or may only ask for what is built; no other key may be
 * there.
 */
const ofNetwork: Rules = {
  transformer_type: ['"continuous_transformer"'],
  io_channels: 'followed',
  embed_dim: 'followed',
  depth: 'followed',
  num_heads: 'followed',
  cond_token_dim: 'followed',
  global_cond_dim: 'followed',
  local_add_cond_dim: 'followed',
  project_cond_tokens: 'followed',
  project_global_cond: 'followed',
  attn_kwargs: 'followed',
  // How training starts, and the length of a table that is not used: nothing to follow.
  zero_init_branch_outputs: 'followed',
  abs_pos_emb_max_length: 'followed',
  global_cond_type: ['"prepend"', '"adaLN"'],
  num_memory_tokens: 'followed',
  norm_type: ['"layer_norm"', '"rms_norm"'],
  timestep_features_type: ['"learned"', '"expo"'],
  timestep_features_dim: ['256'],
  timestep_features_logsnr: ['false'],
  timestep_cond_type: ['"global"'],
  timestep_embed_dim: ['null'],
  modular_local_cond_configs: ['null', '[]'],
  patch_size: ['1'],
  input_concat_dim: ['0'],
  prepend_cond_dim: ['0'],
  causal: ['false'],
  rotary_pos_emb: ['true'],
  cross_attn_rotary_pos_emb: ['false'],
  use_sinusoidal_emb: ['false'],
  use_abs_pos_emb: ['false'],
  sliding_window: ['null'],
  final_cross_attn_ix: ['-1'],
  conformer: ['false'],
  remove_norms: ['false'],
  add_rope: ['false'],
  layer_scale: ['false'],
  ff_kwargs: ['{}', '{"mult":4}'],
  // All is computed in float32.
  norm_kwargs: ['{}', '{"force_fp32":true}', '{"force_fp32":false}'],
}

const ofAttention: Rules = {
  qk_norm: ['"ln"', '"rms"', '"none"'],
  differential: 'followed',
  feat_scale: ['false'],
  natten_kernel_size: ['null'],
}

/**
 * The type of the transformer must be said, as its default changed from one release to another; but where the kind of
 * the timestep's features is said: no release that knows it has another type by default.
 */
const withDefault = (network: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.hasOwn(network, 'timestep_features_type') ? network : { transformer_type: undefined, ...network }

/**
 * `Unsupported` with the first key of `model.diffusion.config` that asks for what is not built. What is no object, and
 * has no keys, is left to the codec.
 */
export const checkSupported = (network: unknown): E.Either<Unsupported, unknown> => {
  if (!t.UnknownRecord.is(network)) return E.right(network)
  const prefix = 'model.diffusion.config'
  const attention = network['attn_kwargs']
  const found =
    firstBreach(prefix, withDefault(network), ofNetwork) ??
    (t.UnknownRecord.is(attention) ? firstBreach(`${prefix}.attn_kwargs`, attention, ofAttention) : undefined)
  return found === undefined ? E.right(network) : E.left(found)
}
