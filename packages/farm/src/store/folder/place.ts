import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'
import { forgetTemporary, sweepLeftovers, temporaryBeside } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import type { StoreError } from '../error.js'
import { piecesOf, writePieces } from '../pieces.js'
import { fromLocalDisk } from './disk-error.js'
import { flushFolder, makeFlushed } from './flush.js'

/** Gives a temporary file its name: whether it has it now. */
export type Publish = (temporary: string, path: string) => Promise<boolean>

/** In the place of what has the name. */
export const renameOver: Publish = async (temporary, path) => {
  await rename(temporary, path)
  return true
}

const noSecondNames: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Thrown where a file system cannot say which of two that come at once was first. Its code is that of a denial. */
class NoSecondNames extends Error {
  readonly code = 'EPERM'
  constructor(path: string) {
    super(`${dirname(path)}: its file system knows no hard links, by which of two writers at once one alone is let in`)
  }
}

/**
 * Where nothing has the name: a second name for the file, which the system gives to one alone. A network that loses the
 * answer asks again, and is told that the name is taken, by this very file.
 */
export const linkWhereNothingIs: Publish = async (temporary, path) => {
  try {
    await link(temporary, path)
    return true
  } catch (cause) {
    const code = codeOf(cause)
    if (noSecondNames.has(code)) throw new NoSecondNames(path)
    if (code !== 'EEXIST') throw cause
    const [mine, there] = await Promise.all([lstat(temporary), lstat(path)])
    return mine.ino === there.ino && mine.dev === there.dev
  }
}

/** Copies a file to a new one, and to the disk before it is told of. What the new one fails at is thrown. */
const copyFlushed = async (file: string, temporary: string): Promise<E.Either<StoreError, number>> => {
  const failed = (cause: unknown): StoreError => fromLocalDisk(file, cause)
  const source = await open(file, 'r').catch(failed)
  if ('_tag' in source) return E.left(source)
  try {
    const target = await open(temporary, 'wx')
    try {
      const copied = await writePieces(piecesOf(source), target, failed)
      if (E.isRight(copied)) await target.sync()
      return copied
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

const placeOnce = async (
  root: string,
  path: string,
  file: string,
  publish: Publish,
): Promise<E.Either<StoreError, boolean>> => {
  const folder = dirname(path)
  await makeFlushed(folder, root)
  await sweepLeftovers(folder)
  const temporary = temporaryBeside(path)
  try {
    const copied = await copyFlushed(file, temporary)
    if (E.isLeft(copied)) return copied
    const placed = await publish(temporary, path)
    await flushFolder(folder)
    return E.right(placed)
  } finally {
    // What cannot be removed stays on the list for the end of the process.
    await rm(temporary, { force: true }).then(
      () => forgetTemporary(temporary),
      () => undefined,
    )
  }
}

/** How often a folder is made again that another removes at the same time, because it is empty. */
const mostTries = 4

/**
 * Puts a file at a path below the root of a store, by way of a temporary one beside it: whole, and on the disk, or not
 * at all. `false` where `publish` left what was there. What the store's disk fails at is thrown.
 */
export const placeFile = async (
  root: string,
  path: string,
  file: string,
  publish: Publish,
): Promise<E.Either<StoreError, boolean>> => {
  for (let tries = 1; ; tries++)
    try {
      return await placeOnce(root, path, file, publish)
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT' || tries === mostTries) throw cause
    }
}
