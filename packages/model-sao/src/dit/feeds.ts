import type { FrameScale, Latent } from '@sigmastream/core'
import type { Feeds, Tensor } from '@sigmastream/onnx'
import { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { EXPO_FEATURES, expoFeatures } from '../expo-features.js'
import type { Branch } from './branches.js'
import type { Conditioning, Embedding } from './conditioning.js'
import type { DitConfig } from './config.js'
import { frontTokens } from './front.js'
import { toldOnce } from './told-tokens.js'

const float32 = (dims: readonly number[], data: Float32Array): Tensor<'float32'> => ({ type: 'float32', dims, data })

/** Embeddings of equal dimensions for `batch` items, one after the other. */
const rows = (embeddings: RNEA.ReadonlyNonEmptyArray<Embedding>, batch: number): Tensor<'float32'> => {
  const [
    {
      dims: [items = 1, ...rest],
      data: { length },
    },
  ] = embeddings
  const times = batch / items
  const data = new Float32Array(embeddings.length * times * length)
  embeddings.forEach((embedding, branch) => {
    for (let i = 0; i < times; i++) data.set(embedding.data, (branch * times + i) * length)
  })
  return float32([embeddings.length * batch, ...rest], data)
}

/** A scale for all frames, or one for each of so many. */
const scales = (scale: FrameScale, frames: number): Tensor<'float32'> => {
  const data = typeof scale === 'number' ? Float32Array.of(scale) : Float32Array.from(scale)
  if (data.length !== 1 && data.length !== frames)
    throw new Error(`a scale of guidance for ${data.length} frames; give one for each of ${frames}`)
  return float32([data.length], data)
}

const timeFeed = ({ timeFeatures }: DitConfig, t: readonly number[]): Feeds =>
  timeFeatures === 'learned'
    ? { t: float32([t.length], Float32Array.from(t)) }
    : { time: float32([t.length, EXPO_FEATURES], expoFeatures(t)) }

/** 1 for a token whose values are heard, `times` after each other: those in front, and the valid frames. */
const validFeed = (front: number, valid: readonly number[], frames: number, times: number): Tensor<'float32'> => {
  const tokens = front + frames
  const data = new Float32Array(times * valid.length * tokens)
  for (let row = 0; row < times * valid.length; row++)
    data.fill(1, row * tokens, row * tokens + front + valid[row % valid.length]!) // one of them
  return float32([times * valid.length, tokens, 1], data)
}

const silence = ({ localDim }: DitConfig): Embedding => ({ dims: [1, localDim, 1], data: new Float32Array(localDim) })

/** What a network is told beside x by its kind: see `inputsOf` of the graph. Each of `branches` is told the same. */
const kindFeeds = (
  config: DitConfig,
  { local, padding }: Conditioning,
  context: Tensor<'float32'>,
  frames: number,
  branches: number,
): Feeds => ({
  ...(config.globalBy === 'token'
    ? { context }
    : {
        ...toldOnce(context),
        valid:
          padding === undefined
            ? float32([1, 1, 1], Float32Array.of(1))
            : validFeed(frontTokens(config), padding.valid, frames, padding.valid.length === 1 ? 1 : branches),
      }),
  // Nothing is kept where nothing is said of it: zeros, of which one frame stands for all.
  ...(config.localDim === 0 ? {} : { local: { type: 'float32', ...(local ?? silence(config)) } }),
})

/** What the graph is fed for its own guidance: `null` is none, and then the other branch is not computed. */
export const guidedFeeds = (
  config: DitConfig,
  x: Latent,
  t: readonly number[],
  conditioning: Conditioning,
  scale: FrameScale | null,
): Feeds => {
  const {
    crossAttention,
    global,
    negative,
    guidance: { phi = 0 },
  } = conditioning
  const guided = scale !== null
  const [batch, , frames] = x.shape
  const branches = guided ? 2 : 1
  return {
    x: { type: 'float32', dims: x.shape, data: x.data },
    ...timeFeed(config, t),
    global: rows([global], batch),
    // Branches in the order that `guidedOutput` takes them in; the other branch of a plain answer is not computed.
    branches: { type: 'int64', dims: [1], data: BigInt64Array.of(BigInt(branches)) },
    ...kindFeeds(
      config,
      conditioning,
      rows(guided && negative !== undefined ? [crossAttention, negative] : [crossAttention], batch),
      frames,
      branches,
    ),
    scale: scales(scale ?? 1, frames),
    phi: float32([], Float32Array.of(guided ? phi : 0)),
  }
}

/** What a branch is told as tokens: zeros are no conditioning. */
const tokensOf = ({ crossAttention, negative }: Conditioning, branch: Branch): Embedding => {
  if (branch === 'toward') return crossAttention
  const { dims, data } = crossAttention
  return branch === 'away' && negative !== undefined ? negative : { dims, data: new Float32Array(data.length) }
}

/** One latent after the other, so many times. */
const repeat = ({ data }: Latent, times: number): Float32Array => {
  const all = new Float32Array(times * data.length)
  for (let i = 0; i < times; i++) all.set(data, i * data.length)
  return all
}

/** Each branch as items of a larger batch, none of which has a branch of its own to lead away from. */
export const branchFeeds = (
  config: DitConfig,
  x: Latent,
  t: readonly number[],
  conditioning: Conditioning,
  branches: RNEA.ReadonlyNonEmptyArray<Branch>,
): Feeds => {
  const [batch, channels, frames] = x.shape
  const { global } = conditioning
  return {
    x: float32([branches.length * batch, channels, frames], repeat(x, branches.length)),
    ...timeFeed(
      config,
      branches.flatMap(() => t),
    ),
    global: rows(RNEA.map(() => global)(branches), batch),
    branches: { type: 'int64', dims: [1], data: BigInt64Array.of(1n) },
    ...kindFeeds(
      config,
      conditioning,
      rows(RNEA.map((branch: Branch) => tokensOf(conditioning, branch))(branches), batch),
      frames,
      branches.length,
    ),
    scale: scales(1, frames),
    phi: float32([], Float32Array.of(0)),
  }
}
