import { either as E } from 'fp-ts'
import { RandomAccessReader } from 'yauzl'
import { describeFileError } from './describe.js'
import type { FileError } from './error.js'
import type { OpenFile } from './open-file.js'

const reasonOf = (error: FileError): string =>
  error._tag === 'Truncated' ? 'it refers to bytes outside the file' : describeFileError(error)

/**
 * Gives yauzl an open file to read its directory from. With its own reader, a position past the file's end in a hostile
 * archive would be thrown where no one can catch it; here every read outside the file is answered with an error.
 */
export class ZipReader extends RandomAccessReader {
  constructor(private readonly file: OpenFile) {
    super()
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    void this.file
      .read(position, length)()
      .then((result) => {
        if (E.isLeft(result)) return callback(new Error(reasonOf(result.left)))
        buffer.set(result.right, offset)
        return callback(null)
      })
  }
}
