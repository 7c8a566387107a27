import { lookUp, type NameTable, type PlacementOf, wholeWeight } from '../placement.js'

/** What a weight-normed convolution and a snake activation have. */
const LEAF = /^(.+)\.(bias|weight_g|weight_v|weight|alpha|beta)$/

/** The layers of a residual unit, in order. */
const UNIT: NameTable = { snake1: '0', conv1: '1', snake2: '2', conv2: '3' }

/** The layers of an encoder block: the units come first. */
const ENCODER_BLOCK: NameTable = { res_unit1: '0', res_unit2: '1', res_unit3: '2', snake1: '3', conv1: '4' }

/** The layers of a decoder block: the units come last. */
const DECODER_BLOCK: NameTable = { snake1: '0', conv_t1: '1', res_unit1: '2', res_unit2: '3', res_unit3: '4' }

const inBlock = (half: string, path: string): string | undefined => {
  const [first = '', second, ...rest] = path.split('.')
  const layer = lookUp(half === 'encoder' ? ENCODER_BLOCK : DECODER_BLOCK, first)
  if (layer === undefined || rest.length > 0) return undefined
  if (!first.startsWith('res_unit')) return second === undefined ? layer : undefined
  const inner = second === undefined ? undefined : lookUp(UNIT, second)
  return inner && `${layer}.layers.${inner}`
}

/**
 * Tensors of `vae/`, whose encoder and decoder have `blocks` blocks each: the single-file layout numbers the layers
 * through, the first convolution 0, then the blocks, then the last snake and the last convolution. Source: the module
 * names of diffusers' AutoencoderOobleck and of stable-audio-tools' OobleckEncoder and OobleckDecoder.
 */
export const placeVae = (blocks: number): PlacementOf => {
  const outer: NameTable = { conv1: '0', snake1: String(blocks + 1), conv2: String(blocks + 2) }
  return (name) => {
    const [, path = '', leaf = ''] = LEAF.exec(name) ?? []
    const [, half = '', rest = ''] = /^(encoder|decoder)\.(.+)$/.exec(path) ?? []
    const [, block, within = ''] = /^block\.(\d+)\.(.+)$/.exec(rest) ?? []
    const layer = block === undefined ? lookUp(outer, rest) : inBlock(half, within)
    if (layer === undefined) return undefined
    const place = block === undefined ? layer : `${Number(block) + 1}.layers.${layer}`
    return wholeWeight(`pretransform.model.${half}.layers.${place}.${leaf}`)
  }
}
