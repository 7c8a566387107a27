// Whether the operating system holds files in memory, before a process starts that reads them.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { either as E } from 'fp-ts'

/** The files in a folder and below, links followed; none where there is no such folder. */
const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile())
    : []

/** Only what is on the disk already can be dropped. */
const written = (file) => {
  const handle = openSync(file, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/**
 * Asks the system to drop the files of folders from memory (POSIX_FADV_DONTNEED, which `dd` of GNU passes on).
 *
 * @param {readonly string[]} folders
 * @returns {E.Either<string, void>} why that cannot be done here
 */
export const dropped = (folders) => {
  for (const file of folders.flatMap(filesIn)) {
    written(file)
    const { status } = spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none'])
    if (status !== 0) return E.left('the page cache cannot be dropped without dd of GNU coreutils 8.11 or newer')
  }
  return E.right(undefined)
}
