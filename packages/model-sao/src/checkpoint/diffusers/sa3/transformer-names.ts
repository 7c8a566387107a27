import { lookUp, type NameTable, type PlacementOf, wholeWeight } from '../placement.js'
import { FUSED_GROUPS } from './differential.js'

const MODEL = 'model.model'

/** Tensors that the single file keeps in its inner transformer. */
const INSIDE: NameTable = {
  'proj_in.weight': 'project_in.weight',
  'proj_out.weight': 'project_out.weight',
  memory_tokens: 'memory_tokens',
  'rotary_pos_emb.inv_freq': 'rotary_pos_emb.inv_freq',
  'global_cond_embedder.0.weight': 'global_cond_embedder.0.weight',
  'global_cond_embedder.0.bias': 'global_cond_embedder.0.bias',
  'global_cond_embedder.2.weight': 'global_cond_embedder.2.weight',
  'global_cond_embedder.2.bias': 'global_cond_embedder.2.bias',
}

/** Tensors around it, whose names are the same. */
const AROUND =
  /^(?:to_timestep_embed\.[02]\.(?:weight|bias)|to_(?:cond|global)_embed\.[02]\.weight|(?:pre|post)process_conv\.weight)$/

const FEED_FORWARD: NameTable = {
  'ff.proj_in.weight': 'ff.ff.0.proj.weight',
  'ff.proj_in.bias': 'ff.ff.0.proj.bias',
  'ff.proj_out.weight': 'ff.ff.2.weight',
  'ff.proj_out.bias': 'ff.ff.2.bias',
}

/** Tensors of a block whose names are the same. */
const IN_BLOCK =
  /^(?:(?:pre|cross_attend|ff)_norm\.gamma|(?:self|cross)_attn\.(?:to_qkv|to_q|to_kv|to_out)\.weight|(?:self|cross)_attn\.[qk]_norm\.gamma|to_local_embed\.[02]\.(?:weight|bias)|to_scale_shift_gate)$/

/**
 * Tensors of `transformer/`. With `differential` attention the fused queries, keys and values of self-attention are in
 * another order. Source: the module names of diffusers' StableAudio3DiTModel and of stable-audio-3's
 * DiffusionTransformer.
 */
export const placeTransformer =
  (differential: boolean): PlacementOf =>
  (name) => {
    const inside = lookUp(INSIDE, name)
    if (inside !== undefined) return wholeWeight(`${MODEL}.transformer.${inside}`)
    if (AROUND.test(name)) return wholeWeight(`${MODEL}.${name}`)
    const [, block, tensor] = /^transformer_blocks\.(\d+)\.(.+)$/.exec(name) ?? []
    if (block === undefined || tensor === undefined) return undefined
    const own = lookUp(FEED_FORWARD, tensor) ?? (IN_BLOCK.test(tensor) ? tensor : undefined)
    if (own === undefined) return undefined
    const placement = wholeWeight(`${MODEL}.transformer.layers.${block}.${own}`)
    return differential && own === 'self_attn.to_qkv.weight' ? { ...placement, groups: FUSED_GROUPS } : placement
  }

/** The vector of padded tokens, which diffusers keeps with the transformer, and the single file with the prompt. */
export const placePadding: PlacementOf = (name) =>
  name === 'prompt_padding_embedding' ? wholeWeight('conditioner.conditioners.prompt.padding_embedding') : undefined
