import { readFile, writeFile } from 'node:fs/promises'
import { faultOf } from '@sigmastream/pipeline/recipe'
import { parseJson } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import type { StoreError } from '../error.js'
import { fromLocalDisk } from '../folder/disk-error.js'
import type { ObjectStore } from '../object-store.js'
import type { Scratch } from './scratch.js'

/** Values that are kept as JSON, of one kind. */
export interface Notes<A> {
  readonly put: (id: string, value: A) => TE.TaskEither<StoreError, void>
  readonly putIfAbsent: (id: string, value: A) => TE.TaskEither<StoreError, boolean>
  /** `null` where there is none. Errors: `StoreDamaged` where it is no value of this kind, or that of another id. */
  readonly get: (id: string) => TE.TaskEither<StoreError, A | null>
  readonly has: (id: string) => TE.TaskEither<StoreError, boolean>
  /** The ids of all. */
  readonly ids: TE.TaskEither<StoreError, readonly string[]>
}

const faultIn = (errors: t.Errors): string => {
  const { field, right } = faultOf(errors)
  return `${field === '' ? 'it' : `"${field}"`} should be ${right}`
}

const decode = <A>(codec: t.Type<A, unknown>, text: string): E.Either<string, A> =>
  pipe(
    parseJson(text),
    E.mapLeft(({ wrong }) => wrong),
    E.flatMap((json) => pipe(codec.decode(json), E.mapLeft(faultIn))),
  )

/** The values under `folder/ID.json`; `idOf` is the id that a value says itself. */
export const notesIn = <A>(
  objects: ObjectStore,
  scratch: Scratch,
  folder: string,
  codec: t.Type<A, unknown>,
  idOf: (value: A) => string,
): Notes<A> => {
  const [prefix, ending] = [`${folder}/`, '.json']
  const keyOf = (id: string): string => `${prefix}${id}${ending}`

  const written = <B>(value: A, use: (file: string) => TE.TaskEither<StoreError, B>): TE.TaskEither<StoreError, B> =>
    scratch((file) =>
      pipe(
        TE.tryCatch(
          () => writeFile(file, `${JSON.stringify(codec.encode(value), null, 2)}\n`),
          (cause): StoreError => fromLocalDisk(file, cause),
        ),
        TE.flatMap(() => use(file)),
      ),
    )

  const read = (id: string, file: string): TE.TaskEither<StoreError, A> =>
    pipe(
      TE.tryCatch(
        () => readFile(file, 'utf8'),
        (cause): StoreError => fromLocalDisk(file, cause),
      ),
      TE.flatMapEither((text) =>
        pipe(
          decode(codec, text),
          E.filterOrElse(
            (value) => idOf(value) === id,
            (value) => `it is of ${idOf(value)}`,
          ),
          E.mapLeft((wrong): StoreError => ({ _tag: 'StoreDamaged', store: objects.name, key: keyOf(id), wrong })),
        ),
      ),
    )

  return {
    put: (id, value) => written(value, (file) => objects.put(keyOf(id), file)),
    putIfAbsent: (id, value) => written(value, (file) => objects.putIfAbsent(keyOf(id), file)),
    get: (id) =>
      scratch((file) =>
        pipe(
          objects.get(keyOf(id), file),
          TE.flatMap((isThere) => (isThere ? read(id, file) : TE.right(null))),
        ),
      ),
    has: (id) => objects.has(keyOf(id)),
    ids: pipe(
      objects.list(prefix),
      TE.map((keys) =>
        keys.filter((key) => key.endsWith(ending)).map((key) => key.slice(prefix.length, -ending.length)),
      ),
    ),
  }
}
