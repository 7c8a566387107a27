import { type Demand, firstUnmet, type Unsupported } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import type { SameHalfJson, SameJson } from './json.js'

/** What half a chunk of a shifted grid must be: whole groups. */
const ofSight = (key: string, json: SameHalfJson, stride: number): readonly Demand[] => {
  const { sliding_window: window, chunk_size: chunk = 128, chunk_midpoint_shift: shifted = false } = json
  if (window !== undefined && window !== null) return []
  const step = shifted ? 2 * stride : stride
  return [{ key: `${key}.chunk_size`, value: chunk, right: Math.max(1, Math.round(chunk / step)) * step }]
}

/**
 * The head of at most so many of `width` dimensions: whole heads, a quarter of each of which has frequencies of its
 * own.
 */
const headWidthFor = (width: number, most: number): number => {
  const fitting = Array.from({ length: most }, (_, i) => most - i).find((head) => head % 4 === 0 && width % head === 0)
  return fitting ?? 4
}

const ofHalf = (key: string, json: SameHalfJson, latents: number, stride: number): readonly Demand[] => {
  const [multiple = 1] = json.c_mults
  const width = multiple * json.channels
  const head = Math.min(json.dim_heads ?? 128, width)
  return [
    // Published models have one block of transformers; a decoder must undo what its encoder does.
    { key: `${key}.c_mults.length`, value: json.c_mults.length, right: 1 },
    { key: `${key}.strides.length`, value: json.strides.length, right: 1 },
    { key: `${key}.transformer_depths.length`, value: json.transformer_depths.length, right: 1 },
    { key: `${key}.strides[0]`, value: json.strides[0] ?? 0, right: stride },
    { key: `${key}.latent_dim`, value: json.latent_dim, right: latents },
    { key: `${key}.dim_heads`, value: head, right: headWidthFor(width, head) },
    ...ofSight(key, json, stride),
  ]
}

const demands = (json: SameJson): readonly Demand[] => {
  const { io_channels: channels, latent_dim: latents, downsampling_ratio: ratio } = json
  const {
    encoder: { config: encoder },
    decoder: { config: decoder },
    bottleneck: { config: bottleneck },
    pretransform: { config: patches },
  } = json
  const [stride = 1] = encoder.strides
  const patchChannels = channels * patches.patch_size
  return [
    { key: 'in_channels', value: json.in_channels ?? channels, right: channels },
    { key: 'out_channels', value: json.out_channels ?? channels, right: channels },
    { key: 'pretransform.config.channels', value: patches.channels, right: channels },
    { key: 'encoder.config.in_channels', value: encoder.in_channels, right: patchChannels },
    { key: 'decoder.config.out_channels', value: decoder.out_channels, right: patchChannels },
    { key: 'bottleneck.config.dim', value: bottleneck.dim, right: latents },
    ...ofHalf('encoder.config', encoder, latents, stride),
    ...ofHalf('decoder.config', decoder, latents, stride),
    { key: 'downsampling_ratio', value: ratio, right: patches.patch_size * stride },
  ]
}

/**
 * `Unsupported` with the first key of an autoencoder's JSON, found under `prefix`, whose size does not go with the
 * others'.
 */
export const checkGeometry = (prefix: string, json: SameJson): E.Either<Unsupported, SameJson> => {
  const failed = firstUnmet(prefix, demands(json))
  return failed === undefined ? E.right(json) : E.left(failed)
}
