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

/**
 * The unconditional side of guidance where no negative prompt is given: every cross-attention token is zero, those of
 * the seconds too, and the global conditioning is the same. Source: stable-audio-tools, `DiffusionTransformer.forward`
 * (null_embed).
 */
export const unconditional = ({
  crossAttention: { shape, data },
  global,
}: EncodedConditioning): EncodedConditioning => ({
  crossAttention: { shape, data: new Float32Array(data.length) },
  global,
})

/**
 * The other side of guidance where a negative prompt is given: the cross-attention tokens of `negative`, the global
 * conditioning of `positive`. Both are of one batch. Source: stable-audio-tools, `DiffusionTransformer.forward`
 * (negative_cross_attn_cond).
 */
export const againstNegative = (positive: EncodedConditioning, negative: EncodedConditioning): EncodedConditioning => ({
  crossAttention: negative.crossAttention,
  global: positive.global,
})
