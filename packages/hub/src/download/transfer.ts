import { type FileHandle, open } from 'node:fs/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'
import type { HubFile } from '../listing/listing.js'
import { type Connection, fileAddress } from '../network/connection.js'
import { type Answer, request } from '../network/request.js'

/** A file to fetch: of which commit, to where, and who is told how many of its bytes are there. */
export interface FileFetch {
  readonly commit: string
  readonly file: HubFile
  readonly path: string
  readonly onBytes: (bytes: number) => void
}

/**
 * Nothing of such an answer is written, so that a login page in the place of the hub costs nothing that was fetched
 * before.
 */
const changedError = ({ path, size }: HubFile, served: string): HubError => ({
  _tag: 'Changed',
  file: path,
  listed: `${size} bytes`,
  served,
})

/**
 * From which byte on the answer is: what a server that knows no ranges sends is the whole. `Changed`: it is of another
 * file.
 */
const startOf = ({ response: { status, headers } }: Answer, at: number, file: HubFile): E.Either<HubError, number> => {
  if (status === 416) return E.left(changedError(file, `less than ${at} bytes`))
  if (/^text\/html/i.test(headers.get('content-type') ?? '')) return E.left(changedError(file, 'an HTML page'))
  if (status !== 206) {
    const length = headers.get('content-encoding') === null ? headers.get('content-length') : null
    return length === null || Number(length) === file.size ? E.right(0) : E.left(changedError(file, `${length} bytes`))
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  return range !== null && Number(range[1]) === at && (range[2] === '*' || Number(range[2]) === file.size)
    ? E.right(at)
    : E.left(changedError(file, 'a range of another file'))
}

/** The hub says, of a file that it redirects for, what it hashes to: known before anything is sent. */
const checkServed = ({ linked, commit }: Answer, fetching: FileFetch): E.Either<HubError, void> => {
  const { path, hash } = fetching.file
  if (commit !== undefined && commit !== fetching.commit) {
    return E.left({ _tag: 'Changed', file: path, listed: `commit ${fetching.commit}`, served: `commit ${commit}` })
  }
  return linked !== undefined && hash.kind === 'sha256' && linked !== hash.hex
    ? E.left({ _tag: 'Changed', file: path, listed: `sha256 ${hash.hex}`, served: `sha256 ${linked}` })
    : E.right(undefined)
}

/** Appends what comes; never more than the file's size. */
const append = async (
  { signal }: Connection,
  { response }: Answer,
  { file, path, onBytes }: FileFetch,
  handle: FileHandle,
  start: number,
): Promise<E.Either<HubError, void>> => {
  const reader = response.body?.getReader()
  let bytes = start
  try {
    await handle.truncate(start)
    for (;;) {
      onBytes(bytes)
      const next = await reader?.read().catch(() => undefined)
      if (signal.aborted) return E.left({ _tag: 'Aborted' })
      if (next?.value === undefined) break
      if (bytes + next.value.length > file.size) {
        return E.left({ _tag: 'WrongBytes', file: file.path, expected: `${file.size} bytes`, found: 'more' })
      }
      await handle.appendFile(next.value)
      bytes += next.value.length
    }
  } catch (cause) {
    return E.left(cacheFailure(path)(cause))
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
  return bytes === file.size ? E.right(undefined) : E.left({ _tag: 'Dropped', file: file.path, bytes, size: file.size })
}

/** Flushed before it is closed: else a machine that loses its power could keep the name and not the bytes. */
const withFile = <A>(
  path: string,
  use: (handle: FileHandle) => Promise<E.Either<HubError, A>>,
): TE.TaskEither<HubError, A> =>
  pipe(
    TE.tryCatch(async () => {
      const handle = await open(path, 'a')
      try {
        const result = await use(handle)
        await handle.sync()
        return result
      } finally {
        await handle.close()
      }
    }, cacheFailure(path)),
    TE.flatMapEither((result) => result),
  )

const receive = (
  connection: Connection,
  answer: Answer,
  fetching: FileFetch,
  at: number,
): TE.TaskEither<HubError, void> =>
  pipe(
    checkServed(answer, fetching),
    E.flatMap(() => startOf(answer, at, fetching.file)),
    TE.fromEither,
    TE.tapError(() => async () => E.right(await answer.response.body?.cancel().catch(() => undefined))),
    TE.flatMap((start) => withFile(fetching.path, (handle) => append(connection, answer, fetching, handle, start))),
  )

/**
 * One attempt to fetch the rest of a file, of which the first `at` bytes are there: `[at, size)`. What arrived stays in
 * any case. `Dropped` where the connection ended early, `Changed` where the answer is said to be of something else,
 * `WrongBytes` where it is longer than it may be, `DiskFull`, `CacheUnusable`, `Aborted`, and every error of `request`.
 */
export const transfer = (connection: Connection, fetching: FileFetch, at: number): TE.TaskEither<HubError, void> => {
  const { commit, file } = fetching
  const rest: Readonly<Record<string, string>> = at > 0 ? { range: `bytes=${at}-` } : {}
  return pipe(
    request(connection, fileAddress(connection, commit, file.path), rest, file.path),
    TE.flatMap((answer) => receive(connection, answer, fetching, at)),
  )
}
