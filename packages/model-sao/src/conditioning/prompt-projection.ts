import type { Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TextEmbedding } from '../text/text-encoder.js'
import type { ConditioningConfig } from './config.js'
import { readDense } from './dense.js'

/** A batch of embedded prompts to its tokens `[batch, length, width]`. */
export type PromptProjection = (embedding: TextEmbedding) => ReadonlyF32

/**
 * What lies between the text encoder, `textWidth` channels wide, and the conditioning: the linear layer
 * `conditioner.conditioners.prompt.proj_out` where the widths differ or the configuration demands it, else nothing.
 * Tokens of padding are zeros in either case. Errors: those of `readWeight`. Source: stable-audio-tools, `Conditioner`
 * and `T5Conditioner.forward`.
 */
export const readPromptProjection = (
  weights: Weights,
  { width, prompt: { projected } }: ConditioningConfig,
  textWidth: number,
): TE.TaskEither<CheckpointError, PromptProjection> =>
  textWidth === width && !projected
    ? TE.right(({ tokens }) => tokens.data)
    : pipe(
        readDense(weights, 'conditioner.conditioners.prompt.proj_out', textWidth, width),
        TE.map(
          (linear): PromptProjection =>
            ({ tokens, mask }) => {
              const out = new Float32Array(mask.data.length * width)
              mask.data.slice().forEach((token, i) => {
                if (token !== 0) out.set(linear(tokens.data.subarray(i * textWidth, (i + 1) * textWidth)), i * width)
              })
              return out
            },
        ),
      )
