import { filesNamed, type HubOptions, linkFiles, pullFiles } from '@sigmastream/hub'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from './hub-error.js'

/** The T5 that Stable Audio Open was trained with; its configurations name it `t5-base`. */
const TEXT = { repository: 'google-t5/t5-base', revision: 'main' } as const

/** Where a checkpoint has each of its files. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['config.json', 'text_encoder/config.json'],
  ['model.safetensors', 'text_encoder/model.safetensors'],
  ['tokenizer.json', 'tokenizer/tokenizer.json'],
  ['tokenizer_config.json', 'tokenizer/tokenizer_config.json'],
])

/**
 * Pulls T5 and its tokenizer into their own place of the cache, and links them into the folders of `snapshot`, which has
 * none. Any `HubError`; `NoCheckpoint` where its repository lacks one of them.
 */
export const pullText = (options: HubOptions, snapshot: string): TE.TaskEither<HubError, void> =>
  pipe(
    pullFiles(filesNamed(...PLACES.keys()), { ...options, ...TEXT }),
    TE.mapLeft(
      (error): HubError =>
        error._tag === 'NotListed'
          ? { _tag: 'NoCheckpoint', repository: TEXT.repository, missing: error.missing, pickled: undefined }
          : error,
    ),
    TE.flatMap((text) => linkFiles(text, snapshot, PLACES)),
  )
