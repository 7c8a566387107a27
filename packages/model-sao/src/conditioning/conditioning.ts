import type { ReadonlyF32 } from '@sigmastream/core'

/** What the denoiser is told about each item of a batch; row-major. */
export interface EncodedConditioning {
  /** The tokens that cross-attention looks at: those of the prompt, then one for each number. */
  readonly crossAttention: {
    readonly shape: readonly [batch: number, tokens: number, width: number]
    readonly data: ReadonlyF32
  }
  /** What every frame is told: the numbers, their channels one after the other. */
  readonly global: { readonly shape: readonly [batch: number, channels: number]; readonly data: ReadonlyF32 }
}
