import { open } from 'node:fs/promises'
import { messageOf } from '@sigmastream/core'
import { decodeJson, describeJsonFault, type JsonRules } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointFault } from './errors.js'
import { realFile } from './folder.js'

/** Configurations are a few kB, the index of a sharded checkpoint some hundred. */
const LARGEST = 2 ** 24

/** How much a file of JSON may hold; what is left out is what a configuration may. */
export interface JsonBounds extends JsonRules {
  readonly mostBytes?: number
}

const bytesOf = async (path: string, file: string, most: number): Promise<E.Either<CheckpointFault, Uint8Array>> => {
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

/** Bytes at the start of a file that tell what lies there in the place of JSON. */
const START = 200

/** What is told by the first bytes of a file: something else that was saved under its name. */
const checkStart = (file: string, bytes: Uint8Array): E.Either<CheckpointFault, string> => {
  const start = new TextDecoder().decode(bytes.subarray(0, START)).trimStart().toLowerCase()
  if (start.startsWith('version https://git-lfs.github.com/spec/')) return E.left({ _tag: 'LfsPointer', file })
  return start.startsWith('<') ? E.left({ _tag: 'HtmlPage', file }) : E.right(file)
}

const parse = (file: string, bytes: Uint8Array, rules: JsonRules): E.Either<CheckpointFault, unknown> =>
  pipe(
    checkStart(file, bytes),
    E.flatMap(() =>
      pipe(
        decodeJson(bytes, rules),
        E.mapLeft(
          (fault): CheckpointFault => ({
            _tag: 'UnreadableConfig',
            file,
            reason: `${describeJsonFault(fault)}; fetch it again`,
          }),
        ),
      ),
    ),
  )

const startOf = async (path: string): Promise<Uint8Array> => {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(START), 0, START, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const unreadable =
  (file: string) =>
  (cause: unknown): CheckpointFault => ({ _tag: 'UnreadableConfig', file, reason: messageOf(cause) })

/**
 * A large file of JSON by its first bytes alone: it is there, and nothing else was saved under its name. `DanglingLink`,
 * `LfsPointer`, `HtmlPage`, `UnreadableConfig`.
 */
export const glanceAtJson = (file: string): TE.TaskEither<CheckpointFault, string> =>
  pipe(
    realFile(file),
    TE.flatMap((path) => TE.tryCatch(() => startOf(path), unreadable(file))),
    TE.flatMapEither((bytes) => checkStart(file, bytes)),
  )

/** A file of JSON, not yet decoded. `DanglingLink`, `LfsPointer`, `HtmlPage`, `UnreadableConfig`. */
export const readJson = (
  file: string,
  { mostBytes = LARGEST, ...rules }: JsonBounds = {},
): TE.TaskEither<CheckpointFault, unknown> =>
  pipe(
    realFile(file),
    TE.flatMap((path) => TE.tryCatch(() => bytesOf(path, file, mostBytes), unreadable(file))),
    TE.flatMapEither((bytes) => bytes),
    TE.flatMapEither((bytes) => parse(file, bytes, rules)),
  )
