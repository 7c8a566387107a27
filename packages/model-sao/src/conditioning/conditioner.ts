import { unsupportedKey, type Weights } from '@sigmastream/checkpoint'
import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TextError } from '../text/errors.js'
import type { TextEncoder } from '../text/text-encoder.js'
import type { EncodedConditioning } from './conditioning.js'
import type { ConditioningConfig, NumberId } from './config.js'
import { type NumberEmbedder, readNumberEmbedder } from './number-embedder.js'
import { blendPrompts, ownersOf, type PromptBlend, textsOf } from './prompt-blend.js'
import { type PromptPadding, readPromptPadding } from './prompt-padding.js'
import { type PromptProjection, readPromptProjection } from './prompt-projection.js'

/** One item of a batch: what is to be heard, and where, in seconds, it begins in a piece of how many. */
export interface PromptItem {
  readonly prompt: string
  readonly secondsStart: number
  readonly secondsTotal: number
  /** Another prompt that is blended in: `by` 0 is the prompt alone, 1 the other alone. */
  readonly blend?: PromptBlend
}

/** An item as it is encoded. */
export interface EncodedItem extends PromptItem {
  /** Whether it is led away from: a model that learned what padding is has zeros in its place there. */
  readonly negative?: boolean
}

/**
 * Turns descriptions, any number of them, into conditioning. Errors: those of `TextEncoder.embed`; `Unsupported` where
 * seconds are no number. Seconds outside the range that the model knows are clamped to it.
 */
export type Conditioner = (
  items: readonly EncodedItem[],
  signal?: AbortSignal,
) => TE.TaskEither<TextError, EncodedConditioning>

/** What a conditioner is opened from; `weights` are those of the checkpoint, and `text` stays its opener's to close. */
interface ConditionerParts {
  readonly weights: Weights
  readonly config: ConditioningConfig
  readonly text: TextEncoder
}

type Embedders = ReadonlyMap<string, NumberEmbedder>

const secondsOf: { readonly [K in NumberId]: (item: PromptItem) => number } = {
  seconds_start: ({ secondsStart }) => secondsStart,
  seconds_total: ({ secondsTotal }) => secondsTotal,
}

const checkSeconds = (items: readonly PromptItem[]): E.Either<CheckpointError, readonly PromptItem[]> => {
  const wrong = items.flatMap(({ secondsStart, secondsTotal }) => [secondsStart, secondsTotal]).find(Number.isNaN)
  return wrong === undefined
    ? E.right(items)
    : E.left(unsupportedKey('seconds of an item', String(wrong), 'a number of seconds'))
}

/** Rows of equal length, one for each item, made of blocks one after the other. */
const rowsOf = (blocks: readonly (readonly ReadonlyF32[])[], length: number): Float32Array => {
  const out = new Float32Array(blocks.length * length)
  blocks.forEach((row, i) => {
    row.reduce((at, block) => {
      out.set(block.slice(), at)
      return at + block.length
    }, i * length)
  })
  return out
}

const assemble = (
  { config: { width, crossAttention, global }, text }: ConditionerParts,
  embedders: Embedders,
  items: readonly PromptItem[],
  prompts: ReadonlyF32,
): EncodedConditioning => {
  const size = text.length * width
  const blockOf =
    (item: PromptItem, index: number) =>
    (id: 'prompt' | NumberId): ReadonlyF32 => {
      if (id === 'prompt') return prompts.subarray(index * size, (index + 1) * size)
      // The configuration was decoded so that every id has its conditioner.
      return embedders.get(id)!(secondsOf[id](item))
    }
  const tokens = crossAttention.reduce((count, id) => count + (id === 'prompt' ? text.length : 1), 0)
  const all = (ids: readonly ('prompt' | NumberId)[]) => items.map((item, i) => ids.map(blockOf(item, i)))
  return {
    crossAttention: { shape: [items.length, tokens, width], data: rowsOf(all(crossAttention), tokens * width) },
    global: { shape: [items.length, global.length * width], data: rowsOf(all(global), global.length * width) },
  }
}

const readEmbedders = ({
  weights,
  config: { numbers, width },
}: ConditionerParts): TE.TaskEither<CheckpointError, Embedders> =>
  pipe(
    numbers,
    TE.traverseSeqArray((number) =>
      pipe(
        readNumberEmbedder(weights, number, width),
        TE.map((embed) => [number.id, embed] as const),
      ),
    ),
    TE.map((entries) => new Map(entries)),
  )

const conditionerOf =
  (parts: ConditionerParts, embedders: Embedders, project: PromptProjection, pad: PromptPadding): Conditioner =>
  (items, signal) => {
    const negative = ownersOf(items).map((item) => item.negative ?? false)
    return pipe(
      TE.fromEither(checkSeconds(items)),
      TE.flatMap(
        (): TE.TaskEither<TextError, EncodedConditioning> =>
          pipe(
            parts.text.embed(textsOf(items), signal),
            TE.map((embedding) => pad(project(embedding), embedding.mask, negative)),
            TE.map((tokens) => assemble(parts, embedders, items, blendPrompts(items, tokens))),
          ),
      ),
    )
  }

/**
 * Opens the conditioner of a checkpoint: reads its small weights, of the number embedders and the prompt's
 * projection and padding.
 *
 * Cross-attention is the conditioners of `cross_attention_cond_ids` one after the other as tokens, `[batch, tokens,
 * width]`; global those of `global_cond_ids` one after the other as channels, `[batch, channels]`. Errors: those of
 * `readWeight`. Source: stable-audio-tools, `ConditionedDiffusionModelWrapper.get_conditioning_inputs`.
 */
export const openConditioner = (parts: ConditionerParts): TE.TaskEither<CheckpointError, Conditioner> =>
  pipe(
    TE.Do,
    TE.apS('embedders', readEmbedders(parts)),
    TE.apS('project', readPromptProjection(parts.weights, parts.config, parts.text.width)),
    TE.apS('pad', readPromptPadding(parts.weights, parts.config)),
    TE.map(({ embedders, project, pad }) => conditionerOf(parts, embedders, project, pad)),
  )
