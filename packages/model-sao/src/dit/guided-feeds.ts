import type { FrameScale, Latent } from '@sigmastream/core'
import type { Feeds } from '@sigmastream/onnx'
import type { Conditioning } from './conditioning.js'
import type { DitConfig } from './config.js'
import { float32, kindFeeds, rows, scales, timeFeed } from './feeds.js'

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
