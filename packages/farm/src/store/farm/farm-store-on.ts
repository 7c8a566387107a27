import { copyFile } from 'node:fs/promises'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { Job } from '../../job/job.js'
import type { StoreError } from '../error.js'
import { type FarmStore, JobList, ResultNote } from '../farm-store.js'
import { fromLocalDisk } from '../folder/disk-error.js'
import type { ObjectStore } from '../object-store.js'
import { checkpointsIn } from './checkpoints.js'
import { fetchContent, keepContent } from './content.js'
import { contentOf } from './hash-file.js'
import { notesIn } from './notes.js'
import { resultsIn } from './results.js'
import { scratchIn } from './scratch.js'

const soundKey = (id: string): string => `sounds/${id}`

/**
 * What a farm keeps, in any store of objects; `scratch` is a folder on this machine for what is on its way.
 *
 * ```text
 * sounds/HASH   content/HASH   jobs/ID.json   results/ID.json   lists/ID.json
 * checkpoints/ID/CLASS/step-NNNN-HASH.safetensors
 * ```
 *
 * Errors: those of the store; `StoreDamaged` of what has another hash or form than its key says; `LocalFileFailed`.
 * Law: ended after any of its calls of the store and begun again, it comes to what it would have come to at once, and in
 * between no note names what is not there.
 */
export const farmStore = (objects: ObjectStore, scratch: string): FarmStore => {
  const inScratch = scratchIn(scratch)
  const jobs = notesIn(objects, inScratch, 'jobs', Job, ({ id }) => id)
  const results = notesIn(objects, inScratch, 'results', ResultNote, ({ job }) => job)
  const lists = notesIn(objects, inScratch, 'lists', JobList, ({ id }) => id)
  return {
    name: objects.name,
    // A copy is hashed and sent: somebody may be writing to the sound.
    addSound: (file) =>
      inScratch((copied) =>
        pipe(
          TE.tryCatch(
            () => copyFile(file, copied),
            (cause): StoreError => fromLocalDisk(file, cause),
          ),
          TE.flatMap(() => contentOf(copied)),
          TE.map(({ hash }) => hash),
          TE.tap((hash) => keepContent(objects, soundKey(hash), copied)),
        ),
      ),
    fetchSound: (id, file) => fetchContent(objects, soundKey(id), id, file),
    noteJob: (job) => jobs.put(job.id, job),
    job: jobs.get,
    ...resultsIn(objects, results),
    ...checkpointsIn(objects, results.has),
    noteList: (list) => lists.put(list.id, list),
    list: lists.get,
    lists: pipe(
      lists.ids,
      TE.flatMap(TE.traverseSeqArray(lists.get)),
      TE.map((all) => all.filter((list) => list !== null).toSorted((a, b) => b.at - a.at)),
    ),
  }
}
