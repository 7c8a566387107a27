import { lookUp, type NameTable, type Placement, type PlacementOf, wholeWeight } from '../placement.js'

const OUTSIDE: NameTable = {
  'time_proj.weight': 'timestep_features.weight',
  'timestep_proj.0.weight': 'to_timestep_embed.0.weight',
  'timestep_proj.0.bias': 'to_timestep_embed.0.bias',
  'timestep_proj.2.weight': 'to_timestep_embed.2.weight',
  'timestep_proj.2.bias': 'to_timestep_embed.2.bias',
  'global_proj.0.weight': 'to_global_embed.0.weight',
  'global_proj.2.weight': 'to_global_embed.2.weight',
  'cross_attention_proj.0.weight': 'to_cond_embed.0.weight',
  'cross_attention_proj.2.weight': 'to_cond_embed.2.weight',
  'preprocess_conv.weight': 'preprocess_conv.weight',
  'postprocess_conv.weight': 'postprocess_conv.weight',
  'proj_in.weight': 'transformer.project_in.weight',
  'proj_out.weight': 'transformer.project_out.weight',
}

const IN_BLOCK: NameTable = {
  'norm1.weight': 'pre_norm.gamma',
  'norm1.bias': 'pre_norm.beta',
  'norm2.weight': 'cross_attend_norm.gamma',
  'norm2.bias': 'cross_attend_norm.beta',
  'norm3.weight': 'ff_norm.gamma',
  'norm3.bias': 'ff_norm.beta',
  'attn1.to_out.0.weight': 'self_attn.to_out.weight',
  'attn2.to_q.weight': 'cross_attn.to_q.weight',
  'attn2.to_out.0.weight': 'cross_attn.to_out.weight',
  'ff.net.0.proj.weight': 'ff.ff.0.proj.weight',
  'ff.net.0.proj.bias': 'ff.ff.0.proj.bias',
  'ff.net.2.weight': 'ff.ff.2.weight',
  'ff.net.2.bias': 'ff.ff.2.bias',
}

/** The projections that the single-file layout stores in one: [q; k; v] and [k; v]. */
const fusedPlacement = (tensor: string): Placement | undefined => {
  const [, attention, letter] = /^attn([12])\.to_([qkv])\.weight$/.exec(tensor) ?? []
  if (attention === undefined || letter === undefined) return undefined
  return attention === '1'
    ? { name: 'self_attn.to_qkv.weight', index: 'qkv'.indexOf(letter), of: 3 }
    : { name: 'cross_attn.to_kv.weight', index: 'kv'.indexOf(letter), of: 2 }
}

/**
 * Tensors of `transformer/`. The gated linear unit halves, value then gate, lie in the same order in both layouts.
 * Source: the module names of diffusers' StableAudioDiTModel and of stable-audio-tools' DiffusionTransformer.
 */
export const placeTransformer: PlacementOf = (name) => {
  const outside = lookUp(OUTSIDE, name)
  if (outside !== undefined) return wholeWeight(`model.model.${outside}`)
  const [, block, tensor] = /^transformer_blocks\.(\d+)\.(.+)$/.exec(name) ?? []
  if (block === undefined || tensor === undefined) return undefined
  const renamed = lookUp(IN_BLOCK, tensor)
  const inBlock = renamed === undefined ? fusedPlacement(tensor) : wholeWeight(renamed)
  return inBlock && { ...inBlock, name: `model.model.transformer.layers.${block}.${inBlock.name}` }
}
