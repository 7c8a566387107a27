import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Selection } from '../selection.js'
import { fileSize } from './file-size.js'

/** The most bytes of a file that is read before others are selected: an index has some hundred kB. */
const LARGEST = 2 ** 24

/** A file by its path with what is in it; none where it is not there, is large, or cannot be read. */
const contentOf =
  (folder: string) =>
  (path: string): T.Task<readonly (readonly [string, Uint8Array])[]> => {
    const file = join(folder, path)
    return pipe(
      fileSize(file),
      TE.filterOrElseW(
        (size) => size !== undefined && size <= LARGEST,
        () => 'too large or not there',
      ),
      TE.flatMap(() => TE.tryCatch(() => readFile(file), String)),
      TE.match(
        () => [],
        (bytes) => [[path, bytes] as const],
      ),
    )
  }

/**
 * The files that are wanted of those that there are, what must be read first being read from `folder`. `Left`: what the
 * selection says is lacking.
 */
export const selectFiles = <Lack>(
  { readFirst, select }: Selection<Lack>,
  folder: string,
  paths: ReadonlySet<string>,
): TE.TaskEither<Lack, readonly string[]> =>
  pipe(
    TE.fromEither(readFirst(paths)),
    TE.map((first) => first.filter((path) => paths.has(path))),
    TE.flatMapTask(T.traverseSeqArray(contentOf(folder))),
    TE.flatMapEither((contents) => select(paths, new Map(contents.flat()))),
  )
