import { constants, createReadStream, fstatSync, openSync, type Stats, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { concatBytes } from './source.js'

/** The names of standard input, which a pipe may be, or a socket, which cannot be opened by its name. */
const standardInput = ['-', '/dev/stdin', '/dev/fd/0']

/**
 * Whether what is at `path` can be read only once and from its beginning on: `-`, which is standard input, a pipe, a
 * socket or a device. Nothing that is there is no such thing.
 */
export const isPiped = (path: string): Promise<boolean> =>
  path === '-'
    ? Promise.resolve(true)
    : stat(path).then(
        (found) => found.isFIFO() || found.isSocket() || found.isCharacterDevice(),
        () => false,
      )

/**
 * What `fd` is. Node keeps what was found last, and where that is a pipe, a module that is imported next is not looked for
 * behind its link (its `realpathSync` stops there): so the last that is found is a folder.
 */
const statusOf = (fd: number): Stats => {
  const found = fstatSync(fd)
  statSync('/')
  return found
}

/**
 * What is read from, without a thread that waits: a read or an opening that waits in Node's pool of threads keeps the
 * process from ending.
 */
const streamOf = (path: string): Readable => {
  const fd = standardInput.includes(path) ? 0 : openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (isatty(fd)) throw new Error('it is a terminal: pipe a file into it, or give the name of one')
  const found = statusOf(fd)
  return found.isFIFO() || found.isSocket()
    ? new Socket({ fd, readable: true, writable: false })
    : createReadStream('', { fd, autoClose: fd !== 0 })
}

/**
 * All bytes from `path`, to its end. Throws where it cannot be read, is a terminal, or gives more than `most` bytes.
 */
export const readPiped = async (path: string, most: number): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of streamOf(path)) {
    if (!(part instanceof Uint8Array)) continue
    size += part.length
    if (size > most) throw new Error(`it gives more than ${most} bytes`)
    parts.push(part)
  }
  return concatBytes(parts)
}
