// A disk of its own for the store, which can be filled: a small one in memory, where this process may mount it.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const megabyte = Buffer.alloc(2 ** 20)

/** Makes it at a path: `isDisk` is whether it could be mounted, else it is a folder, which `fill` leaves alone. */
export const makeDisk = (path) => {
  mkdirSync(path)
  const isDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'sigmastream-chaos', path]).status === 0
  const ballast = join(path, 'ballast')
  return {
    isDisk,
    fill: () => {
      const file = openSync(ballast, 'w')
      try {
        for (;;) writeSync(file, megabyte)
      } catch {
        // it is full
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      if (isDisk) spawnSync('umount', ['-l', path])
    },
  }
}
