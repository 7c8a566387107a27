import { readFile } from 'node:fs/promises'
import { decodeJson, replaceFile } from '@sigmastream/tensor-files'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'

/** Writes a value as JSON, whole or not at all. */
export const writeJson = (path: string, value: unknown): ReturnType<typeof replaceFile> =>
  replaceFile(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`))

/** The value of a file of JSON; `Left` where it is not there, or is something else. */
export const readJson =
  <A>(path: string, codec: t.Type<A, unknown>): TE.TaskEither<unknown, A> =>
  async () => {
    try {
      return pipe(
        decodeJson(await readFile(path)),
        E.flatMap((json): E.Either<unknown, A> => codec.decode(json)),
      )
    } catch (cause) {
      return E.left(cause)
    }
  }
