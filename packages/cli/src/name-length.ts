import { lstat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { either as E, type taskEither as TE } from 'fp-ts'
import { type CliError, usage } from './errors.js'

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** Whether the file system could have such a path: it is asked for what is there. */
const isPossible = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => cause.code !== 'ENAMETOOLONG',
  )

/** More bytes than a name may have anywhere. */
const unheardOf = 1024

/** The longest name that a folder takes, in bytes, found by halving; 0 where it takes none. */
const longestIn = async (folder: string, from = 0, to = unheardOf): Promise<number> => {
  if (to - from <= 1) return from
  const middle = Math.floor((from + to) / 2)
  return (await isPossible(join(folder, 'x'.repeat(middle))))
    ? longestIn(folder, middle, to)
    : longestIn(folder, from, middle)
}

/** As long as the temporary names are that files have until they are whole. */
const temporary = 'x'.repeat(64)

/**
 * A usage error where the file system of `path` takes no name as long as its own, or, for `beside`, as that of what is
 * written beside it: a name that is `path` and more. It says how many bytes the name may have.
 */
export const checkNames =
  (option: string, path: string, beside: readonly string[] = []): TE.TaskEither<CliError, void> =>
  async () => {
    const folder = dirname(path)
    for (const written of [path, ...beside, join(folder, temporary)]) {
      if (await isPossible(written)) continue
      const longest = await longestIn(folder)
      if (longest < temporary.length)
        return E.left(
          usage(`${option}: the path ${folder} is too long: give a shorter one, or change into that folder`),
        )
      const more = Math.max(0, ...beside.map((one) => bytesOf(basename(one)) - bytesOf(basename(path))))
      const what = more === 0 ? '' : ` (${basename(beside[0] ?? '').slice(basename(path).length)} is put behind it)`
      return E.left(
        usage(
          `${option}: the name ${basename(path)} has ${bytesOf(basename(path))} bytes: give one of at most ${longest - more}${what}`,
        ),
      )
    }
    return E.right(undefined)
  }
