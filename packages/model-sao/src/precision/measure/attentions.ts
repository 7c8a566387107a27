import type { Weights } from '@sigmastream/checkpoint'
import { type Feeds, input, type Tensor } from '@sigmastream/onnx'
import type { F32 } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { differentialAttention } from '../../autoencoder/same/attention.js'
import type { SameAutoencoder } from '../../autoencoder/same/config.js'
import { decoderCoding, encoderCoding } from '../../autoencoder/same/halves.js'
import { attendWithin } from '../../autoencoder/same/transformer.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { Embedding } from '../../dit/conditioning.js'
import type { DitConfig } from '../../dit/config.js'
import { crossAttention, keysValues } from '../../dit/cross-attention.js'
import { geometryOf } from '../../dit/geometry.js'
import { selfAttention } from '../../dit/self-attention.js'
import { toldOnce } from '../../dit/told-tokens.js'
import { biasOf } from '../../dit/transformer.js'
import { rotaryTables } from '../../graph/rotary.js'
import type { Activations, TokenRows } from './activations.js'

/** An attention that is a difference of two, and what went into it in a run. */
export interface AttentionSite {
  /** Its weights are named so, and on. */
  readonly name: string
  /** What its block adds up of it, with these weights. */
  readonly output: (weights: Weights) => E.Either<CheckpointError, F32>
  /** Read when it is asked. */
  readonly feeds: () => Feeds
}

const sequences = ({ width, tokens, data }: TokenRows): Tensor<'float32'> => ({
  type: 'float32',
  dims: [data.length / (tokens * width), tokens, width],
  data,
})

/** A name of an attention within a graph: letters and digits. Numbers in the names of weights are apart by words. */
export const idOf = ({ name }: Pick<AttentionSite, 'name'>): string => name.replaceAll(/[^a-z\d]/gi, '')

/** Tokens that an attention is fed; dimensions of one name would have to be equal in all that are computed at once. */
const tokensOf = (id: string, of: 'x' | 'context', width: number): F32 =>
  input(`${id}${of}`, 'float32', [`${id} rows`, `${id} ${of} tokens`, width])

/** The logarithms of how often each token of a text is there, for as many sequences. */
const oftenIn = ({ dims, data }: Embedding, { tokens, width, data: { length } }: TokenRows): Tensor<'float32'> => {
  const { often } = toldOnce({ type: 'float32', dims: [...dims], data: Float32Array.from(data) })
  const rows = length / (tokens * width)
  return {
    type: 'float32',
    dims: [rows, tokens],
    data: Float32Array.from({ length: rows * tokens }, (_, i) => often.data[i % often.data.length]!), // one for each
  }
}

const selfSite = (config: DitConfig, name: string, rows: () => TokenRows): AttentionSite => {
  const id = idOf({ name })
  const x = tokensOf(id, 'x', config.embedDim)
  const tables = rotaryTables(geometryOf(config).rotaryDim)(x)
  return {
    name,
    output: (weights) =>
      pipe(
        selfAttention(weights, name, config),
        E.map((attend) => attend(x, tables)),
      ),
    feeds: () => ({ [`${id}x`]: sequences(rows()) }),
  }
}

const crossSite = (
  config: DitConfig,
  name: string,
  rows: () => TokenRows,
  told: () => TokenRows,
  text: Embedding,
): AttentionSite => {
  const id = idOf({ name })
  const [x, context] = [tokensOf(id, 'x', config.embedDim), tokensOf(id, 'context', geometryOf(config).contextDim)]
  const often =
    config.globalBy === 'token' ? undefined : input(`${id}often`, 'float32', [`${id} rows`, `${id} context tokens`])
  return {
    name,
    output: (weights) =>
      pipe(
        E.Do,
        E.apS('offer', keysValues(weights, name, config)),
        E.apS('attend', crossAttention(weights, name, config)),
        E.map(({ offer, attend }) => attend(x, offer(context), often === undefined ? undefined : biasOf(often, x))),
      ),
    feeds: () => {
      const given = told()
      return {
        [`${id}x`]: sequences(rows()),
        [`${id}context`]: sequences(given),
        ...(often === undefined ? {} : { [`${id}often`]: oftenIn(text, given) }),
      }
    },
  }
}

/**
 * Both attentions of each block of a network whose attention is a difference, as they were in the run that
 * `activations` are of, which was of one item under `text`; none of another network.
 */
export const networkAttentions = (
  config: DitConfig,
  activations: Activations,
  text: Embedding,
): readonly AttentionSite[] => {
  const into = (attention: string, product: string): readonly (() => TokenRows)[] => {
    const rows = activations.get(`${attention}.${product}.weight`)
    return rows === undefined ? [] : [rows]
  }
  const blocks = Array.from({ length: config.differential ? config.depth : 0 }, (_, i) => i)
  return blocks.flatMap((i) => {
    const [self, cross] = [
      `model.model.transformer.layers.${i}.self_attn`,
      `model.model.transformer.layers.${i}.cross_attn`,
    ]
    return [
      ...into(self, 'to_qkv').map((rows) => selfSite(config, self, rows)),
      ...into(cross, 'to_q').flatMap((rows) =>
        into(cross, 'to_kv').map((told) => crossSite(config, cross, rows, told, text)),
      ),
    ]
  })
}

/** The attention of each block of a SAME autoencoder, which is such a difference too. */
export const codingAttentions = (config: SameAutoencoder, activations: Activations): readonly AttentionSite[] => {
  const halves = { encoder: encoderCoding(config), decoder: decoderCoding(config) }
  return [...activations].flatMap(([matrix, rows]): readonly AttentionSite[] => {
    const [, block, part] =
      /^(pretransform\.model\.(encoder|decoder)\..*)\.self_attn\.to_qkv\.weight$/.exec(matrix) ?? []
    if (block === undefined || (part !== 'encoder' && part !== 'decoder')) return []
    const { half, group } = halves[part]
    const name = `${block}.self_attn`
    const id = idOf({ name })
    const x = tokensOf(id, 'x', half.width)
    return [
      {
        name,
        output: (weights) =>
          pipe(
            differentialAttention(weights, block, half),
            E.map((attend) => attend(x, attendWithin(half, group, x))),
          ),
        feeds: () => ({ [`${id}x`]: sequences(rows()) }),
      },
    ]
  })
}
