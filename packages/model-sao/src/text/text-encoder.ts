import type { ReadonlyF32 } from '@sigmastream/core'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { TextError } from './errors.js'
import type { TextNetwork } from './network.js'
import type { PromptTokenizer, TokenBatch } from './tokenizer.js'

/** Prompts as the network sees them; row-major. */
export interface TextEmbedding {
  /** What the encoder makes of each token; the tokens of padding are zeros. */
  readonly tokens: {
    readonly shape: readonly [batch: number, length: number, width: number]
    readonly data: ReadonlyF32
  }
  /** 1 where a token is, 0 where padding is. */
  readonly mask: { readonly shape: readonly [batch: number, length: number]; readonly data: ReadonlyF32 }
}

/** A loaded text encoder. An open one does not keep the process alive. */
export interface TextEncoder {
  /** Tokens of a prompt, padding included, and the channels of each. */
  readonly length: number
  readonly width: number
  /**
   * Any number of prompts, any strings. Each is told alone, and equal ones once, so that what a prompt becomes has the
   * same bits whatever stands beside it, in every precision. Errors: those of `TextNetwork.run`.
   */
  readonly embed: (prompts: readonly string[], signal?: AbortSignal) => TE.TaskEither<TextError, TextEmbedding>
  /** Ends its session. */
  readonly close: T.Task<void>
}

/** Padding as zeros, which the reference gets by multiplying with the mask. */
const withoutPadding = (hidden: ReadonlyF32, mask: ReadonlyF32, width: number): Float32Array => {
  const out = hidden.slice()
  mask.slice().forEach((token, i) => {
    if (token === 0) out.fill(0, i * width, (i + 1) * width)
  })
  return out
}

/** What the network makes of one prompt. */
interface PromptEncoding {
  /** `[length, width]` */
  readonly tokens: ReadonlyF32
  /** `[length]` */
  readonly mask: ReadonlyF32
}

const toldOf = (hidden: ReadonlyF32, { mask }: TokenBatch, width: number): PromptEncoding => ({
  tokens: withoutPadding(hidden, mask, width),
  mask,
})

const stackRows = (rows: readonly ReadonlyF32[], size: number): ReadonlyF32 => {
  const out = new Float32Array(rows.length * size)
  rows.forEach((row, i) => out.set(row.slice(), i * size))
  return out
}

/** The encoder of an open network of so many channels, for prompts of `length` tokens. Closed, it closes the network. */
export const encoderOf = (
  network: TextNetwork,
  tokenizer: PromptTokenizer,
  width: number,
  length: number,
): TextEncoder => {
  const tell = (prompt: string, signal?: AbortSignal): TE.TaskEither<TextError, PromptEncoding> =>
    pipe(
      // Inside, so that a prompt is tokenized when the task runs, not when it is made.
      TE.fromIO((): TokenBatch => tokenizer.batch([prompt], length)),
      TE.flatMap((tokens) =>
        pipe(
          network.run(tokens, signal),
          TE.map((hidden) => toldOf(hidden, tokens, width)),
        ),
      ),
    )
  return {
    length,
    width,
    embed: (prompts, signal) => {
      const distinct = [...new Set(prompts)]
      return pipe(
        distinct,
        TE.traverseSeqArray((prompt) => tell(prompt, signal)),
        TE.map((told) => {
          const by = new Map(distinct.map((prompt, i) => [prompt, told[i]!])) // one for each
          const rows = prompts.map((prompt) => by.get(prompt)!) // every prompt is among the distinct ones
          return {
            tokens: {
              shape: [prompts.length, length, width],
              data: stackRows(
                rows.map(({ tokens }) => tokens),
                length * width,
              ),
            },
            mask: {
              shape: [prompts.length, length],
              data: stackRows(
                rows.map(({ mask }) => mask),
                length,
              ),
            },
          }
        }),
      )
    },
    close: network.close,
  }
}
