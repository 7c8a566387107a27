import type { FileHandle } from 'node:fs/promises'
import { either as E } from 'fp-ts'

const pieceSize = 1 << 20

/**
 * Writes what is left of one file to another, which is not flushed. What the first fails at is a value; what the second
 * fails at is thrown, as whoever opened it expects.
 */
export const copy = async <Failure>(
  from: FileHandle,
  to: FileHandle,
  failed: (cause: unknown) => Failure,
): Promise<E.Either<Failure, void>> => {
  const buffer = new Uint8Array(pieceSize)
  for (;;) {
    let size: number
    try {
      size = (await from.read(buffer, 0, pieceSize)).bytesRead
    } catch (cause) {
      return E.left(failed(cause))
    }
    if (size === 0) return E.right(undefined)
    await to.writeFile(buffer.subarray(0, size))
  }
}
