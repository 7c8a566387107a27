import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreError } from '../../src/store/error.js'
import type { ResultNote } from '../../src/store/farm-store.js'
import type { WorkerStore } from '../../src/worker/worker.js'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A store in memory, to look into. */
export const mapStore = () => {
  const sounds = new Map<string, string>()
  const results = new Map<string, { readonly note: ResultNote; readonly text: string }>()
  const checkpoints = new Map<string, ReadonlyMap<string, { readonly done: number; readonly text: string }>>()
  const missing = (key: string): E.Either<StoreError, never> => E.left({ _tag: 'StoreMissing', store: 'memory', key })
  const store: WorkerStore = {
    fetchSound: (id, file) => async () => {
      const sound = sounds.get(id)
      return sound === undefined ? missing(`sounds/${id}`) : E.right(await writeFile(file, sound))
    },
    keepResult: (note, file) => async () => {
      const text = await readFile(file, 'utf8')
      const whole = { ...note, content: hashOf(text), bytes: text.length }
      const there = results.get(note.job)
      if (there === undefined) results.set(note.job, { note: whole, text })
      const kept = there?.note ?? whole
      return kept.bitsClass === note.bitsClass && kept.content !== whole.content
        ? E.left({
            _tag: 'TwoResults',
            job: note.job,
            bitsClass: note.bitsClass,
            hashes: [kept.content, whole.content],
          })
        : E.right(kept)
    },
    result: (job) => async () => E.right(results.get(job)?.note ?? null),
    keepCheckpoint: (job, bitsClass, done, file) => async () => {
      const text = await readFile(file, 'utf8')
      checkpoints.set(job, new Map([...(checkpoints.get(job) ?? []), [bitsClass, { done, text }]]))
      return E.right(undefined)
    },
    fetchCheckpoint: (job, bitsClass, fileOf) => async () => {
      const found = checkpoints.get(job)?.get(bitsClass)
      if (found === undefined) return E.right(null)
      await writeFile(fileOf(found.done), found.text)
      return E.right(found.done)
    },
    forgetCheckpoints: (job) => async () => {
      checkpoints.delete(job)
      return E.right(undefined)
    },
  }
  return {
    store,
    sounds,
    checkpoints,
    textOf: (job: string): string | undefined => results.get(job)?.text,
    noteOf: (job: string): ResultNote | undefined => results.get(job)?.note,
    addSound: (text: string): string => {
      sounds.set(hashOf(text), text)
      return hashOf(text)
    },
  }
}

/** A store whose every answer goes through a hand: it may be lost, be late, or be a failure. */
export const throughHand = (
  store: WorkerStore,
  hand: <A>(answer: TE.TaskEither<StoreError, A>) => TE.TaskEither<StoreError, A>,
): WorkerStore => ({
  fetchSound: (...of) => hand(store.fetchSound(...of)),
  keepResult: (...of) => hand(store.keepResult(...of)),
  result: (...of) => hand(store.result(...of)),
  keepCheckpoint: (...of) => hand(store.keepCheckpoint(...of)),
  fetchCheckpoint: (...of) => hand(store.fetchCheckpoint(...of)),
  forgetCheckpoints: (...of) => hand(store.forgetCheckpoints(...of)),
})
