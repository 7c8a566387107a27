import { dirname } from 'node:path'
import type { ReadonlyF32 } from '@sigmastream/core'
import { type Device, encodeModel, type OnnxError, openSession, type Session } from '@sigmastream/onnx'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import type { TextConfig } from './config.js'
import type { TextError } from './errors.js'
import { t5Graph } from './t5/graph.js'
import { openTokenizer, type PromptTokenizer, type TokenBatch } from './tokenizer.js'

/** Prompts as the network sees them; row-major. */
export interface TextEmbedding {
  /** What T5 makes of each token; the tokens of padding are zeros. */
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
   * same bits whatever stands beside it, in every precision. Errors: those of `Session.run`.
   */
  readonly embed: (prompts: readonly string[], signal?: AbortSignal) => TE.TaskEither<OnnxError, TextEmbedding>
  /** Ends its session. */
  readonly close: T.Task<void>
}

/** What a text encoder is opened from; `length` is the `max_length` of its conditioner, 1 to 1024 tokens. */
interface TextFiles {
  /** Of the text encoder, by the names of its own file. */
  readonly weights: Weights
  readonly config: TextConfig
  /** The path of tokenizer.json. */
  readonly tokenizerJson: string
  readonly length: number
  readonly threads: number
  /** Where it is computed, by default on the cpu. */
  readonly device?: Device
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

const encoderOf = (
  session: Session,
  tokenizer: PromptTokenizer,
  { config: { width }, length }: TextFiles,
): TextEncoder => {
  const tell = (prompt: string, signal?: AbortSignal): TE.TaskEither<OnnxError, PromptEncoding> =>
    pipe(
      // Inside, so that a prompt is tokenized when the task runs, not when it is made.
      TE.fromIO((): TokenBatch => tokenizer.batch([prompt], length)),
      TE.flatMap((tokens) => {
        const feeds = {
          ids: { type: 'int64', dims: [1, length], data: tokens.ids },
          mask: { type: 'float32', dims: [1, length], data: tokens.mask },
        } as const
        return pipe(
          session.run(feeds, signal),
          TE.flatMapEither(({ last_hidden_state: hidden }) =>
            hidden?.type === 'float32'
              ? E.right(toldOf(hidden.data, tokens, width))
              : E.left<OnnxError>({
                  _tag: 'RunFailed',
                  message: 'no last_hidden_state came back',
                  expected: session.inputs,
                }),
          ),
        )
      }),
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
    close: session.close,
  }
}

/** The real folder that the weights lie in. */
const folderOf = (weights: Weights, { vocabulary, width }: TextConfig): E.Either<CheckpointError, string> =>
  pipe(
    weights.get('shared.weight', [vocabulary, width]),
    E.map(({ parts: [{ file }] }) => dirname(file)),
  )

/**
 * Opens a T5 text encoder with its tokenizer, on a thread of its own. As stable-audio-tools' `T5Conditioner` (before
 * its projection), but in float32. Errors: those of `openTokenizer`, `t5Graph` and `openSession`.
 */
export const openText = (files: TextFiles): TE.TaskEither<TextError, TextEncoder> => {
  const { weights, config, tokenizerJson, length, threads, device = 'cpu' } = files
  return pipe(
    TE.Do,
    TE.apSW('tokenizer', openTokenizer(tokenizerJson, config.vocabulary)),
    TE.apSW('externalFolder', TE.fromEither(folderOf(weights, config))),
    TE.apSW('graph', TE.fromEither(t5Graph(config, weights, length))),
    TE.bindW('model', ({ graph }) => TE.fromEither(encodeModel(graph))),
    TE.bindW('session', ({ externalFolder, model }) =>
      openSession(model, { threads, externalFolder, device, packWeights: false }),
    ),
    TE.map(({ session, tokenizer }) => encoderOf(session, tokenizer, files)),
  )
}
