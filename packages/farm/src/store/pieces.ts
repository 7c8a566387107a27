import { type FileHandle, open } from 'node:fs/promises'
import type { NewFile } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'

const pieceSize = 1 << 20

/** What is left of an open file, piece after piece; each is good until the next is asked for. */
export async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(pieceSize)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, pieceSize)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

/**
 * Writes pieces to an open file, which is not flushed: how many bytes they had. What fails as they come is a value; what
 * the file fails at is thrown, as whoever opened it expects.
 */
export const writePieces = async <Failure>(
  pieces: AsyncIterable<Uint8Array>,
  to: FileHandle,
  failed: (cause: unknown) => Failure,
): Promise<E.Either<Failure, number>> => {
  const coming = pieces[Symbol.asyncIterator]()
  let bytes = 0
  try {
    for (;;) {
      const next = await coming.next().then(E.right, (cause: unknown) => E.left(failed(cause)))
      if (E.isLeft(next)) return next
      const { done, value } = next.right
      if (done === true) return E.right(bytes)
      await to.writeFile(value)
      bytes += value.length
    }
  } finally {
    await coming.return?.()
  }
}

/**
 * A file that is fetched: whole where it has its name, but not flushed, for it can be fetched again. `bytes` is how many
 * it must have, where that is known.
 */
export const fileOfPieces = <Failure>(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  failed: (cause: unknown) => Failure,
  bytes?: number,
): NewFile<Failure> => ({
  path,
  make: async (temporary) => {
    const file = await open(temporary, 'wx')
    try {
      const came = await writePieces(pieces, file, failed)
      if (E.isLeft(came) || bytes === undefined || came.right === bytes) return E.asUnit(came)
      return E.left(failed(new Error(`it ends after ${came.right} of ${bytes} bytes`)))
    } finally {
      await file.close()
    }
  },
})
