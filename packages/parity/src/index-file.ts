import { readFile } from 'node:fs/promises'
import { either as E, json as J, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { failure } from 'io-ts/lib/PathReporter.js'
import type { BadIndex } from './errors.js'

/** A JSON file through its codec. `BadIndex` where it is missing, no JSON, or not what the codec wants. */
export const readIndex = <A>(file: string, codec: t.Decoder<unknown, A>): TE.TaskEither<BadIndex, A> => {
  const bad = (problem: string): BadIndex => ({ _tag: 'BadIndex', file, problem })
  return pipe(
    TE.tryCatch(
      () => readFile(file, 'utf8'),
      () => bad('cannot be read'),
    ),
    TE.flatMapEither((text) =>
      pipe(
        J.parse(text),
        E.mapLeft(() => bad('is not JSON')),
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
