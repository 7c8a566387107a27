import type { Weights } from '@sigmastream/checkpoint'
import { withDims } from '@sigmastream/onnx'
import {
  add,
  concatSizes,
  dropFirst,
  expand,
  type F32,
  type Int64,
  int64s,
  linear,
  reshape,
  sizesOf,
  tile,
  transpose,
} from '@sigmastream/onnx/operators'
import { either as E, readonlyArray as RA, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type Layer, linearLayer, weight } from '../graph/layer.js'
import { rotaryTables } from '../graph/rotary.js'
import { type Block, type BlockInputs, block } from './block.js'
import { conditioningEmbedding } from './conditioning-embedding.js'
import type { DitConfig } from './config.js'
import { frameDims, tokenDims } from './dims.js'
import { frontTokens, withFront } from './front.js'
import { geometryOf } from './geometry.js'
import { spokenToBlocks } from './modulation.js'
import { timestepEmbedding } from './timestep.js'

/** What the network is asked about. Each item of the batch is asked under one or more texts, its branches. */
interface NetworkInputs {
  /** `[batch, ioChannels, frames]`, scaled as the network wants it. */
  readonly x: F32
  /** `[batch]`, 0 to 1; or `[batch, 256]`, its features, for a network whose features are fixed. */
  readonly time: F32
  /** `[batch, globalCondDim]`: every branch has the same. */
  readonly global: F32
  /** `[1]`: how many texts each item is asked under, those without any among them. */
  readonly branches: Int64
  /**
   * `[told branches * batch, tokens, condTokenDim]`: the whole batch of one branch, then that of the next; the last may
   * have none.
   */
  readonly context: F32
  /** `[told branches * batch, tokens]`: the logarithm of how often each token is there, where equal ones are one. */
  readonly often?: F32
  /** `[items, localDim, frames or 1]`: each branch is told the same; and the gain of it, `[1]`, 0 or 1. */
  readonly local?: F32
  readonly localGain?: F32
  /** `[branches * batch or 1, tokens or 1, 1]`: see `BlockInputs`; the tokens in front count. */
  readonly valid?: F32
}

/** What the network answers, and how it came to it. */
interface NetworkOutputs {
  /** `[branches * batch, ioChannels, frames]`. */
  readonly output: F32
  /** The tokens after each block, `[branches * batch, front + frames, embedDim]`: see `withFront`. */
  readonly hidden: readonly F32[]
}

const PREFIX = 'model.model'

/**
 * x + W x for each frame of x `[batch, frames, channels]`: a convolution of width 1, `[channels, channels, 1]` in
 * store.
 */
const residualConvolution = (weights: Weights, name: string, channels: number): E.Either<CheckpointError, Layer> =>
  pipe(
    weight(weights, `${name}.weight`, [channels, channels, 1]),
    E.map((kernel) => (x) => add(x, linear(x, reshape(kernel, [channels, channels])))),
  )

const blocks = (weights: Weights, config: DitConfig): E.Either<CheckpointError, readonly Block[]> =>
  E.traverseArray((i: number) => block(weights, `${PREFIX}.transformer.layers.${i}`, config))(
    Array.from({ length: config.depth }, (_, i) => i),
  )

/**
 * What is added for each token of the text to what a softmax is of, `[rows, 1, 1, text tokens]`, for each of `tokens`:
 * e to the power of it is how often the token is there.
 */
export const biasOf = (often: F32, tokens: F32): F32 =>
  expand(reshape(often, [0, 1, 1, -1]), concatSizes([int64s([1, 1]), sizesOf(tokens, 1, 2), int64s([1])]))

/**
 * The network: its raw output, and the tokens on the way to it. The sum of the timestep and the global conditioning is
 * a token in front of the frames, or what modulates each block. stable-audio-tools `models/dit.py`,
 * `DiffusionTransformer._forward`; `models/transformer.py`, `ContinuousTransformer.forward`.
 */
export const transformer = (
  weights: Weights,
  config: DitConfig,
): E.Either<CheckpointError, (question: NetworkInputs) => NetworkOutputs> => {
  const { ioChannels, embedDim, condTokenDim, globalCondDim } = config
  const { contextDim, rotaryDim } = geometryOf(config)
  const inside = `${PREFIX}.transformer`
  return pipe(
    E.Do,
    E.bind('preprocess', () => residualConvolution(weights, `${PREFIX}.preprocess_conv`, ioChannels)),
    E.bind('projectIn', () => linearLayer(weights, `${inside}.project_in`, ioChannels, embedDim)),
    E.bind('embedTime', () => timestepEmbedding(weights, PREFIX, config)),
    E.bind('embedGlobal', () => conditioningEmbedding(weights, `${PREFIX}.to_global_embed`, globalCondDim, embedDim)),
    E.bind('embedText', () => conditioningEmbedding(weights, `${PREFIX}.to_cond_embed`, condTokenDim, contextDim)),
    E.bind('lead', () => withFront(weights, inside, config)),
    E.bind('speak', () => spokenToBlocks(weights, inside, config)),
    E.bind('layers', () => blocks(weights, config)),
    E.bind('projectOut', () => linearLayer(weights, `${inside}.project_out`, embedDim, ioChannels)),
    E.bind('postprocess', () => residualConvolution(weights, `${PREFIX}.postprocess_conv`, ioChannels)),
    E.map((net) => ({ x, time, global, branches, context, often, local, localGain, valid }) => {
      const frames = net.projectIn(net.preprocess(transpose(x, [0, 2, 1])))
      const overall = add(net.embedGlobal(global), net.embedTime(time))
      const led = net.lead(frames, overall)
      const tokens = withDims(tile(led, concatSizes([branches, int64s([1, 1])])), tokenDims(config))
      const told: BlockInputs = {
        tables: rotaryTables(rotaryDim)(tokens),
        text: net.embedText(context),
        spoken: tile(net.speak(overall), concatSizes([branches, int64s([1])])),
        ...(often === undefined ? {} : { textBias: biasOf(often, tokens) }),
        ...(local === undefined || localGain === undefined
          ? {}
          : { frames: { local: transpose(local, [0, 2, 1]), localGain } }),
        ...(valid === undefined ? {} : { valid }),
      }
      const hidden = RA.scanLeft(tokens, (state: F32, layer: Block) => layer(state, told))(net.layers)
      const answered = withDims(dropFirst(RNEA.last(hidden), frontTokens(config), 1), frameDims(config))
      return { output: transpose(net.postprocess(net.projectOut(answered)), [0, 2, 1]), hidden: hidden.slice(1) }
    }),
  )
}
