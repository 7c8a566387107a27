import { open } from 'node:fs/promises'
import { messageOf } from '@sigmastream/core'
import { decodeJson, describeJsonFault, type JsonRules } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from './errors.js'
import { realFile } from './folder.js'

/** Configurations are a few kB, the index of a sharded checkpoint some hundred. */
const LARGEST = 2 ** 24

/** How much a file of JSON may hold; what is left out is what a configuration may. */
export interface JsonBounds extends JsonRules {
  readonly mostBytes?: number
}

const bytesOf = async (path: string, file: string, most: number): Promise<E.Either<CheckpointError, Uint8Array>> => {
  const handle = await open(path, 'r')
  try {
    const status = await handle.stat()
    return !status.isFile()
      ? E.left({ _tag: 'UnreadableConfig', file, reason: 'it is a folder or a device; it must be a file of JSON' })
      : status.size > most
        ? E.left({ _tag: 'UnreadableConfig', file, reason: `it has ${status.size} bytes; at most ${most} are read` })
        : E.right(await handle.readFile())
  } finally {
    await handle.close()
  }
}

const parse = (file: string, bytes: Uint8Array, rules: JsonRules): E.Either<CheckpointError, unknown> => {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().toLowerCase()
  if (start.startsWith('version https://git-lfs.github.com/spec/')) return E.left({ _tag: 'LfsPointer', file })
  if (start.startsWith('<')) return E.left({ _tag: 'HtmlPage', file })
  return pipe(
    decodeJson(bytes, rules),
    E.mapLeft(
      (fault): CheckpointError => ({
        _tag: 'UnreadableConfig',
        file,
        reason: `${describeJsonFault(fault)}; fetch it again`,
      }),
    ),
  )
}

/** A file of JSON, not yet decoded. `DanglingLink`, `LfsPointer`, `HtmlPage`, `UnreadableConfig`. */
export const readJson = (
  file: string,
  { mostBytes = LARGEST, ...rules }: JsonBounds = {},
): TE.TaskEither<CheckpointError, unknown> =>
  pipe(
    realFile(file),
    TE.flatMap((path) =>
      TE.tryCatch(
        () => bytesOf(path, file, mostBytes),
        (cause): CheckpointError => ({
          _tag: 'UnreadableConfig',
          file,
          reason: messageOf(cause),
        }),
      ),
    ),
    TE.flatMapEither((bytes) => bytes),
    TE.flatMapEither((bytes) => parse(file, bytes, rules)),
  )
