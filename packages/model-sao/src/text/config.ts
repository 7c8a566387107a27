import type { BadConfig } from '@sigmastream/checkpoint'
import type { either as E } from 'fp-ts'
import type { TextKind } from '../checkpoint/text-place.js'
import { decodeT5Config, type T5Config } from './t5/config.js'
import { decodeT5GemmaConfig, type T5GemmaConfig } from './t5gemma/config.js'

/** The text encoder of a checkpoint. */
export type TextConfig = T5Config | T5GemmaConfig

/**
 * The JSON of the `config.json` of a text encoder of that kind; `file` is for messages. `BadConfig` for one of another
 * kind, and for what is not built.
 */
export const decodeTextConfig = (kind: TextKind, file: string, json: unknown): E.Either<BadConfig, TextConfig> => {
  switch (kind) {
    case 't5':
      return decodeT5Config(file, json)
    case 't5gemma':
      return decodeT5GemmaConfig(file, json)
  }
}
