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
  /** How each block norms its tokens: LayerNorm, or by their root mean square alone. */
  readonly norm: 'layer' | 'rms'
  /** Queries and keys of each head as they are, or through a norm: LayerNorm, or by their root mean square. */
  readonly qkNorm: 'none' | 'ln' | 'rms'
  /** Whether attention is the difference of two softmaxes, each with queries and keys of its own. */
  readonly differential: boolean
  /** Learned tokens in front of the frames. */
  readonly memoryTokens: number
  /** Channels that each frame is told beside x, in each block; 0 for none. */
  readonly localDim: number
  /** How time and global conditioning enter: as a token in front, or by scale, shift and gate of each block (adaLN). */
  readonly globalBy: 'token' | 'adaLN'
  /** The features of a time: sines of learned frequencies, or of 128 fixed ones, spaced evenly in their logarithm. */
  readonly timeFeatures: 'learned' | 'expo'
  /** What the network was trained to answer; `rf_denoiser`, a distilled rectified flow, is asked as one. */
  readonly objective: Objective
}
