import type { Weights } from '@sigmastream/checkpoint'
import { either as E, task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TokenizerFiles } from '../checkpoint/survey.js'
import type { TextConfig } from './config.js'
import type { TextError } from './errors.js'
import type { NetworkSettings, TextNetwork } from './network.js'
import { openPromptTokenizer } from './open-tokenizer.js'
import { openT5Network } from './t5/network.js'
import { openT5GemmaNetwork } from './t5gemma/network.js'
import { encoderOf, type TextEncoder } from './text-encoder.js'
import type { PromptTokenizer } from './tokenizer.js'

/** What a text encoder is opened from; `length` is the `max_length` of its conditioner, 1 to 1024 tokens. */
interface TextFiles extends NetworkSettings {
  /** Of the text encoder, by the names of its own file. */
  readonly weights: Weights
  /** Where the layers of T5Gemma are read from, by default `weights`: the same weights, some of them in fewer bits. */
  readonly packed?: Weights
  readonly config: TextConfig
  readonly tokenizer: TokenizerFiles
  /** The tokenizer, where someone keeps it; else it is read from its files. */
  readonly kept?: TE.TaskEither<CheckpointError, PromptTokenizer>
  readonly length: number
}

const openNetwork = ({
  weights,
  packed,
  config,
  length,
  ...settings
}: TextFiles): TE.TaskEither<TextError, TextNetwork> => {
  switch (config._tag) {
    case 'T5':
      return openT5Network(config, weights, length, settings)
    case 'T5Gemma':
      return openT5GemmaNetwork(config, weights, settings, packed)
  }
}

const tokenizerOf = ({ kept, tokenizer, config }: TextFiles): TE.TaskEither<TextError, PromptTokenizer> =>
  kept ?? openPromptTokenizer(tokenizer, config)

/**
 * Opens a text encoder with its tokenizer, on a thread of its own. As the conditioners of stable-audio-tools and Stable
 * Audio 3 (before what they make of its answer), but in float32 where the weights are not packed. Errors: those of
 * `openPromptTokenizer`, `openT5Network` and `openT5GemmaNetwork`.
 */
export const openText = (files: TextFiles): TE.TaskEither<TextError, TextEncoder> =>
  pipe(
    TE.Do,
    // Beside each other: the network opens on its thread while this one reads the tokenizer.
    TE.apS('network', openNetwork(files)),
    TE.apS('tokenizer', TE.fromTask<E.Either<TextError, PromptTokenizer>, TextError>(tokenizerOf(files))),
    TE.flatMap(({ network, tokenizer }) =>
      E.isLeft(tokenizer)
        ? TE.leftTask(
            pipe(
              network.close,
              T.map(() => tokenizer.left),
            ),
          )
        : TE.right(encoderOf(network, tokenizer.right, files.config.width, files.length)),
    ),
  )
