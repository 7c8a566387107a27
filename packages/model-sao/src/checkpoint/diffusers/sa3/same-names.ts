import { lookUp, type NameTable, type Placement, type PlacementOf, wholeWeight } from '../placement.js'
import { FUSED_GROUPS } from './differential.js'

const BOTTLENECK: NameTable = {
  'bottleneck.scale': 'bottleneck.scaling_factor',
  'bottleneck.bias': 'bottleneck.bias',
  'bottleneck.running_std': 'bottleneck.running_std',
}

/** The parts of a transformer's block. */
const PARTS: NameTable = {
  norm_attn: 'pre_norm',
  norm_ff: 'ff_norm',
  attn: 'self_attn',
  'ff.proj_in': 'ff.ff.0.proj',
  'ff.proj_out': 'ff.ff.2',
}

const FUSED = 'self_attn.to_qkv.weight'

const inTransformer = (tensor: string): string | undefined => {
  const [, part = '', rest = ''] =
    /^(norm_attn|norm_ff|attn|ff\.proj_in|ff\.proj_out)\.((?:to_qkv|to_out|[qk]_norm)\.\w+|weight|bias|alpha|beta|gamma)$/.exec(
      tensor,
    ) ?? []
  const own = lookUp(PARTS, part)
  return own && `${own}.${rest}`
}

/** Within a resampling block: its mapping and new tokens have the same names. */
const inBlock = (tensor: string): string | undefined => {
  if (/^(?:new_tokens|mapping\.(?:weight_g|weight_v|bias))$/.test(tensor)) return tensor
  const [, index, rest = ''] = /^transformers\.(\d+)\.(.+)$/.exec(tensor) ?? []
  const own = index === undefined ? undefined : inTransformer(rest)
  return own && `transformers.${index}.${own}`
}

/** The layers of a half that has `blocks` resampling blocks: an encoder begins with them, a decoder ends with them. */
const layerOf = (half: string, blocks: number, path: string): string | undefined => {
  const [, leaf] = /^proj\.(weight|bias)$/.exec(path) ?? []
  if (leaf !== undefined) return `${half === 'encoder' ? blocks + 1 : 1}.${leaf}`
  const [, block, rest = ''] = /^blocks\.(\d+)\.(.+)$/.exec(path) ?? []
  const own = block === undefined ? undefined : inBlock(rest)
  return own && `${Number(block) + (half === 'encoder' ? 0 : 3)}.${own}`
}

/**
 * Tensors of `vae/`, whose halves have `blocks` resampling blocks each: the single file numbers the layers through, and
 * counts the transpositions around the linear one. With `differential` attention the fused queries, keys and values are
 * in another order. Source: the module names of diffusers' AutoencoderSAME and of stable-audio-3's SAMEEncoder and
 * SAMEDecoder.
 */
export const placeSame =
  (blocks: number, differential: boolean): PlacementOf =>
  (name): Placement | undefined => {
    const bottleneck = lookUp(BOTTLENECK, name)
    if (bottleneck !== undefined) return wholeWeight(`pretransform.model.${bottleneck}`)
    const [, half = '', path = ''] = /^(encoder|decoder)\.(.+)$/.exec(name) ?? []
    const layer = layerOf(half, blocks, path)
    if (layer === undefined) return undefined
    const placement = wholeWeight(`pretransform.model.${half}.layers.${layer}`)
    return differential && layer.endsWith(FUSED) ? { ...placement, groups: FUSED_GROUPS } : placement
  }
