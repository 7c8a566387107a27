import { totalmem } from 'node:os'

/** The least that encoding and decoding are given. */
const least = 2 ** 28

/**
 * Bytes that encoding and decoding may count on: half of the machine's memory, or of what the process may have of it,
 * rounded down to a power of two. Not what is free at the moment: the length of chunks follows from it, and with that
 * the last bits of a sound, which are to be the same again.
 */
export const memoryBudget = (): number => {
  const allowed = process.constrainedMemory()
  const total = allowed > 0 && allowed < totalmem() ? allowed : totalmem()
  return Math.max(least, 2 ** Math.floor(Math.log2(total / 2)))
}
