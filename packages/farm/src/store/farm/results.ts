import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoreError } from '../error.js'
import type { FarmStore, ResultNote } from '../farm-store.js'
import type { ObjectStore } from '../object-store.js'
import { fetchContent, keepContent } from './content.js'
import { contentOf } from './hash-file.js'
import type { Notes } from './notes.js'

/** Those of `FarmStore`: the file of a result is there before its note says so, and the note decides which one it is. */
export const resultsIn = (
  objects: ObjectStore,
  notes: Notes<ResultNote>,
): Pick<FarmStore, 'keepResult' | 'result' | 'fetchResult'> => {
  const keyOf = ({ content }: ResultNote): string => `content/${content}`

  /** The note that is there stays; its file is sent where it is not there, as after it was removed for being damaged. */
  const keepOlder = (there: ResultNote, came: ResultNote, file: string): TE.TaskEither<StoreError, ResultNote> => {
    const { job, bitsClass } = there
    if (there.content === came.content)
      return pipe(
        keepContent(objects, keyOf(there), file),
        TE.map(() => there),
      )
    return there.bitsClass === came.bitsClass
      ? TE.left({ _tag: 'TwoResults', job, bitsClass, hashes: [there.content, came.content] })
      : TE.right(there)
  }

  const keepNew = (came: ResultNote, file: string): TE.TaskEither<StoreError, ResultNote> =>
    pipe(
      keepContent(objects, keyOf(came), file),
      TE.flatMap(() => notes.putIfAbsent(came.job, came)),
      TE.flatMap((isNew) => (isNew ? TE.right(came) : keep(came, file))),
    )

  const keep = (came: ResultNote, file: string): TE.TaskEither<StoreError, ResultNote> =>
    pipe(
      notes.get(came.job),
      TE.flatMap((there) => (there === null ? keepNew(came, file) : keepOlder(there, came, file))),
    )

  return {
    keepResult: (note, file) =>
      pipe(
        contentOf(file),
        TE.flatMap(({ hash, bytes }) => keep({ ...note, content: hash, bytes }, file)),
      ),
    result: notes.get,
    fetchResult: (note, file) => fetchContent(objects, keyOf(note), note.content, file),
  }
}
