import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { badConfig, type JsonBounds, readJson } from '@sigmastream/checkpoint'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'

/** What SentencePiece's own file of the tokenizer is called, of T5 and of Gemma. */
const SENTENCE_PIECE = ['spiece.model', 'tokenizer.model']

/**
 * A SentencePiece model holds the same tokenizer; what transformers makes of it is what the reference computes with.
 */
const onlyPieces = (file: string, pieces: string): CheckpointError =>
  badConfig(
    file,
    'tokenizer.json',
    `not there, and ${pieces} beside it is not read`,
    `fetched too, or made from ${pieces} by transformers' AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)`,
  )

const missingTokenizer = (file: string): CheckpointError => ({
  _tag: 'MissingText',
  folder: dirname(file),
  file: 'tokenizer.json',
})

const whyMissing =
  (file: string): (() => Promise<CheckpointError>) =>
  () =>
    readdir(dirname(file)).then(
      (names) => {
        const pieces = SENTENCE_PIECE.find((name) => names.includes(name))
        return pieces === undefined ? missingTokenizer(file) : onlyPieces(file, pieces)
      },
      () => missingTokenizer(file),
    )

/**
 * The JSON of a tokenizer.json. `MissingText` where it is not there, `BadConfig` where only SentencePiece's file is;
 * else those of `readJson`.
 */
export const readTokenizerFile = (file: string, bounds?: JsonBounds): TE.TaskEither<CheckpointError, unknown> =>
  pipe(
    readJson(file, bounds),
    TE.orElse(
      (error): TE.TaskEither<CheckpointError, unknown> =>
        error._tag === 'DanglingLink' ? TE.leftTask(whyMissing(file)) : TE.left(error),
    ),
  )
