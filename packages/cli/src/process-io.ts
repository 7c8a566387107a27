import { randomInt } from 'node:crypto'
import { availableMemory } from './available-memory.js'
import { freeSpace } from './free-space.js'
import type { Io } from './io.js'

/** What is the same on every thread of the process: all but where text goes, and the signal. */
export const processIo: Omit<Io, 'stdout' | 'stderr' | 'signal'> = {
  env: process.env,
  now: () => performance.now(),
  randomSeed: () => randomInt(2 ** 32),
  availableMemory,
  freeSpace,
}
