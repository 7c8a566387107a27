import { readFile, stat } from 'node:fs/promises'
import { decodeJson, describeJsonFault } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { failure } from 'io-ts/lib/PathReporter.js'
import type { BadIndex } from './errors.js'

/** Many times what the list of a recording takes. */
const mostBytes = 2 ** 26

/** A JSON file through its codec. `BadIndex` where it is missing, no JSON, or not what the codec wants. */
export const readIndex = <A>(file: string, codec: t.Decoder<unknown, A>): TE.TaskEither<BadIndex, A> => {
  const bad = (problem: string): BadIndex => ({ _tag: 'BadIndex', file, problem })
  return pipe(
    TE.tryCatch(
      () => stat(file),
      () => bad('cannot be read'),
    ),
    TE.filterOrElse(
      (found) => found.isFile() && found.size <= mostBytes,
      () => bad(`is no file of at most ${mostBytes} bytes`),
    ),
    TE.flatMap(() =>
      TE.tryCatch(
        () => readFile(file),
        () => bad('cannot be read'),
      ),
    ),
    TE.flatMapEither((bytes) =>
      pipe(
        decodeJson(bytes),
        E.mapLeft((fault) => bad(`cannot be used: ${describeJsonFault(fault)}`)),
      ),
    ),
    TE.flatMapEither((value) =>
      pipe(
        codec.decode(value),
        E.mapLeft((errors) => bad(failure(errors)[0] ?? 'does not fit')),
      ),
    ),
  )
}
