import { readWeight, type Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TextEmbedding } from '../text/text-encoder.js'
import type { ConditioningConfig } from './config.js'

/**
 * Tokens `[texts, length, width]`, zero where padding is, with what padding becomes in the model; `negative` says of
 * each text whether it is led away from, and its padding stays zero then.
 */
export type PromptPadding = (
  tokens: ReadonlyF32,
  mask: TextEmbedding['mask'],
  negative: readonly boolean[],
) => ReadonlyF32

/**
 * The padding of prompts: zeros, or the vector `conditioner.conditioners.prompt.padding_embedding`, put in place of what
 * is there and not added to it. Errors: those of `readWeight`. Source: stable-audio-3 `models/conditioners.py`,
 * `Conditioner.apply_padding`; of negative prompts `models/dit.py`, whose `negative_cross_attn_mask` makes them zeros.
 */
export const readPromptPadding = (
  weights: Weights,
  { width, prompt: { padding } }: ConditioningConfig,
): TE.TaskEither<CheckpointError, PromptPadding> =>
  padding === 'zeros'
    ? TE.right((tokens) => tokens)
    : pipe(
        readWeight(weights, 'conditioner.conditioners.prompt.padding_embedding', [width]),
        TE.map((stored): PromptPadding => {
          const learned = stored.slice()
          return (tokens, { shape: [, length], data: mask }, negative) => {
            const out = tokens.slice()
            mask.slice().forEach((token, i) => {
              if (token === 0 && negative[Math.floor(i / length)] !== true) out.set(learned, i * width)
            })
            return out
          }
        }),
      )
