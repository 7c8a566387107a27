import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badConfig, type CheckpointError } from '../checkpoint/errors.js'
import { readJson } from '../checkpoint/json-file.js'

/**
 * A SentencePiece model holds the same tokenizer; what transformers makes of it is what the reference computes with.
 */
const onlySpiece = (file: string): CheckpointError =>
  badConfig(
    file,
    'tokenizer.json',
    'not there, and spiece.model beside it is not read',
    "fetched too, or made from spiece.model by transformers' AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)",
  )

const missingTokenizer = (file: string): CheckpointError => ({
  _tag: 'MissingText',
  folder: dirname(file),
  file: 'tokenizer.json',
})

const hasSpiece = (file: string): TE.TaskEither<unknown, unknown> =>
  TE.tryCatch(
    () => access(join(dirname(file), 'spiece.model')),
    (cause) => cause,
  )

/**
 * The JSON of a tokenizer.json. `MissingText` where it is not there, `BadConfig` where only spiece.model is; else those
 * of `readJson`.
 */
export const readTokenizerFile = (file: string): TE.TaskEither<CheckpointError, unknown> =>
  pipe(
    readJson(file),
    TE.orElse(
      (error): TE.TaskEither<CheckpointError, unknown> =>
        error._tag === 'DanglingLink'
          ? pipe(
              hasSpiece(file),
              TE.matchE(
                () => TE.left(missingTokenizer(file)),
                () => TE.left(onlySpiece(file)),
              ),
            )
          : TE.left(error),
    ),
  )
