import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
} from 'node:fs'
import { codeOf } from '@sigmastream/core'
import { forgetTemporary, temporaryBeside } from './temporary.js'

/** Something whole under a temporary name, and the name that it is to take. */
export interface Publication {
  readonly path: string
  readonly temporary: string
}

/** Thrown where something stands at a name that nothing may be replaced at. */
export class NameTaken extends Error {
  readonly code = 'EEXIST'
  constructor(readonly path: string) {
    super('another program has put something at this name meanwhile, which stays: give another name, or replace it')
  }
}

/** Thrown where a device, a pipe or a socket stands at a name: what others read from or write to is no file. */
class NoFile extends Error {
  readonly code = 'ENOTFILE'
  constructor(readonly path: string) {
    super(`${path} is no file that could be replaced`)
  }
}

const statusOf = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false })

const isFolder = (path: string): boolean => statusOf(path)?.isDirectory() === true

/** Gives what is at a temporary name the mode of what it takes the place of. */
const keepMode = (temporary: string, before: Stats): void => chmodSync(temporary, before.mode & 0o7777)

const takenCodes: ReadonlySet<string> = new Set(['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'])

/** A step that says `NameTaken` where the file system says that something is there. */
const unlessTaken = (path: string, step: () => void): void => {
  try {
    step()
  } catch (cause) {
    throw takenCodes.has(codeOf(cause)) ? new NameTaken(path) : cause
  }
}

/**
 * A second name for the file, which a file that is there never makes way for, as it would for a rename. A file system
 * without second names, such as FAT, gives the name to an empty file first.
 */
const addFile = ({ path, temporary }: Publication): void => {
  try {
    linkSync(temporary, path)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw new NameTaken(path)
    unlessTaken(path, () => closeSync(openSync(path, 'wx')))
    try {
      renameSync(temporary, path)
    } catch (why) {
      unlinkSync(path)
      throw why
    }
  }
}

/** A folder takes the place of none, or of an empty one, whose mode it keeps. */
const addFolder = ({ path, temporary }: Publication): void => {
  const before = statusOf(path)
  if (before !== undefined) keepMode(temporary, before)
  unlessTaken(path, () => renameSync(temporary, path))
}

const replaceFolder = ({ path, temporary }: Publication, before: Stats): void => {
  keepMode(temporary, before)
  const aside = temporaryBeside(path)
  try {
    renameSync(path, aside)
    try {
      renameSync(temporary, path)
    } catch (cause) {
      renameSync(aside, path)
      throw cause
    }
    rmSync(aside, { recursive: true, force: true })
  } finally {
    // Also where it lies there still: the end of the process, which removes what is listed, is not to have it.
    forgetTemporary(aside)
  }
}

/** One name, in the place of what has it: a file keeps the mode of the one before it. */
const replaceOne = (staged: Publication): void => {
  const { path, temporary } = staged
  const before = statusOf(path)
  if (isFolder(temporary)) return before === undefined ? addFolder(staged) : replaceFolder(staged, before)
  if (before !== undefined && !before.isFile() && !before.isSymbolicLink() && !before.isDirectory())
    throw new NoFile(path)
  if (before?.isFile() === true && statusOf(temporary)?.isFile() === true) keepMode(temporary, before)
  renameSync(temporary, path)
}

const addOne = (staged: Publication): void => (isFolder(staged.temporary) ? addFolder(staged) : addFile(staged))

/** Takes a name back, where what has it is still what was put there. */
const takeBack = (path: string, put: Stats): void => {
  const now = statusOf(path)
  if (now === undefined || now.ino !== put.ino || now.dev !== put.dev) return
  if (now.isDirectory()) rmSync(path, { recursive: true, force: true })
  else unlinkSync(path)
}

/**
 * Gives all their names, in one go: nothing else of this process comes between, and no signal that it handles. Where
 * `replace` is false and a name is taken, none keeps its name, and it throws `NameTaken`.
 */
export const publish = (staged: readonly Publication[], replace: boolean): void => {
  if (replace) return staged.forEach(replaceOne)
  const put: (readonly [path: string, status: Stats])[] = []
  try {
    for (const one of staged) {
      const status = lstatSync(one.temporary)
      addOne(one)
      put.push([one.path, status])
    }
  } catch (cause) {
    put.toReversed().forEach(([path, status]) => takeBack(path, status))
    throw cause
  }
}
