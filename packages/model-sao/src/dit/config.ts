import type { Objective } from '../checkpoint/model-config.js'

/** The diffusion transformer of a checkpoint; names are those of stable-audio-tools in camel case. */
export interface DitConfig {
  /** Channels of a latent. */
  readonly ioChannels: number
  /** Width of the transformer. */
  readonly embedDim: number
  /** Blocks. */
  readonly depth: number
  readonly numHeads: number
  /** Width of a cross-attention token as it is given. */
  readonly condTokenDim: number
  /** Width of the global conditioning as it is given. */
  readonly globalCondDim: number
  /** Whether cross-attention tokens are projected to `embedDim`, or stay `condTokenDim` wide. */
  readonly projectCondTokens: boolean
  /** Whether the global conditioning is projected to `embedDim`, or stays as wide as it is. */
  readonly projectGlobalCond: boolean
  /** Queries and keys of each head as they are, or through a LayerNorm. */
  readonly qkNorm: 'none' | 'ln'
  /** What the network was trained to answer; `rf_denoiser`, a distilled rectified flow, is asked as one. */
  readonly objective: Objective
}
