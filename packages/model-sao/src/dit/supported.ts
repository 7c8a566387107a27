import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { Unsupported } from '../checkpoint/errors.js'
import { firstBreach, type Rules } from '../checkpoint/rules.js'

/**
 * Every key that the reference takes: stable-audio-tools 0.0.19, `DiffusionTransformer`, `ContinuousTransformer` and
 * `TransformerBlock`. It is followed, or may only ask for what is built; no other key may be there. The type of the
 * transformer must be said: its default changed from one release to another.
 */
const ofNetwork: Rules = {
  transformer_type: ['"continuous_transformer"'],
  io_channels: 'followed',
  embed_dim: 'followed',
  depth: 'followed',
  num_heads: 'followed',
  cond_token_dim: 'followed',
  global_cond_dim: 'followed',
  project_cond_tokens: 'followed',
  project_global_cond: 'followed',
  attn_kwargs: 'followed',
  // How training starts, and the length of a table that is not used: nothing to follow.
  zero_init_branch_outputs: 'followed',
  abs_pos_emb_max_length: 'followed',
  global_cond_type: ['"prepend"'],
  timestep_cond_type: ['"global"'],
  timestep_embed_dim: ['null'],
  patch_size: ['1'],
  input_concat_dim: ['0'],
  prepend_cond_dim: ['0'],
  causal: ['false'],
  rotary_pos_emb: ['true'],
  use_sinusoidal_emb: ['false'],
  use_abs_pos_emb: ['false'],
  num_memory_tokens: ['0'],
  sliding_window: ['null'],
  final_cross_attn_ix: ['-1'],
  conformer: ['false'],
  remove_norms: ['false'],
  add_rope: ['false'],
  layer_scale: ['false'],
  ff_kwargs: ['{}'],
  norm_kwargs: ['{}'],
}

const ofAttention: Rules = {
  qk_norm: ['"ln"', '"none"'],
  differential: ['false'],
  feat_scale: ['false'],
  natten_kernel_size: ['null'],
}

/**
 * `Unsupported` with the first key of `model.diffusion.config` that asks for what is not built. What is no object, and
 * has no keys, is left to the codec.
 */
export const checkSupported = (network: unknown): E.Either<Unsupported, unknown> => {
  if (!t.UnknownRecord.is(network)) return E.right(network)
  const prefix = 'model.diffusion.config'
  const attention = network['attn_kwargs']
  const found =
    firstBreach(prefix, { transformer_type: undefined, ...network }, ofNetwork) ??
    (t.UnknownRecord.is(attention) ? firstBreach(`${prefix}.attn_kwargs`, attention, ofAttention) : undefined)
  return found === undefined ? E.right(network) : E.left(found)
}
