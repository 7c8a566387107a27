import type { FrameScale } from '@sigmastream/core'
import type { Feeds, Tensor } from '@sigmastream/onnx'
import type { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { EXPO_FEATURES, expoFeatures } from '../expo-features.js'
import type { Conditioning, Embedding } from './conditioning.js'
import type { DitConfig } from './config.js'
import { frontTokens } from './front.js'
import { toldOnce } from './told-tokens.js'

/** A tensor of float32. */
export const float32 = (dims: readonly number[], data: Float32Array): Tensor<'float32'> => ({
  type: 'float32',
  dims,
  data,
})

/** Embeddings of equal dimensions for `batch` items, one after the other. */
export const rows = (embeddings: RNEA.ReadonlyNonEmptyArray<Embedding>, batch: number): Tensor<'float32'> => {
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
export const scales = (scale: FrameScale, frames: number): Tensor<'float32'> => {
  const data = typeof scale === 'number' ? Float32Array.of(scale) : Float32Array.from(scale)
  if (data.length !== 1 && data.length !== frames)
    throw new Error(`a scale of guidance for ${data.length} frames; give one for each of ${frames}`)
  return float32([data.length], data)
}

/** The time of each item, as a network of that kind takes it. */
export const timeFeed = ({ timeFeatures }: DitConfig, t: readonly number[]): Feeds =>
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
export const kindFeeds = (
  config: DitConfig,
  { local, localGain = 1, padding }: Conditioning,
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
  ...(config.localDim === 0
    ? {}
    : {
        local: { type: 'float32', ...(local ?? silence(config)) },
        localGain: float32([1], Float32Array.of(localGain)),
      }),
})
