import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { filesOf, type RenderFiles } from '@sigmastream/render-thread'
import { makeFolder } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { bytesOf } from '../store/disk.js'
import { readJson, writeJson } from '../store/json-file.js'
import { RenderNote } from '../store/render-note.js'
import { type Entry, entryOf } from './entry.js'
import { type EventLog, eventLog } from './event-log.js'

/** The renders of a room, in memory and as notes in its folder. */
export interface Ledger {
  readonly entries: ReadonlyMap<string, Entry>
  readonly folderOf: (id: string) => string
  readonly files: (id: string) => RenderFiles
  /** Writes the note of an entry as it is now; notes are written one after the other. Whether it could be. */
  readonly save: (entry: Entry) => Promise<boolean>
  /** Takes an entry in, in the place of one of the same id. */
  readonly put: (entry: Entry) => void
  /** Makes the folder of a render, once what was there before is gone. */
  readonly makeFolder: (id: string) => Promise<void>
  /** Removes a render with its files, once no thread has them. */
  readonly forget: (entry: Entry) => Promise<void>
  /** Looks how much the files of a render take. */
  readonly measure: (id: string) => Promise<void>
  /** Bytes of all files, as they were measured. */
  readonly bytes: () => number
}

/** What has happened to a render that was made by an earlier process. */
const logOf = ({ life, state, prepared, result, error }: RenderNote): EventLog => {
  const log = eventLog(life)
  log.add({ event: 'state', data: { state, place: null, error } })
  if (prepared !== null) log.add({ event: 'prepared', data: prepared })
  if (state === 'done' && result !== null) log.add({ event: 'done', data: { result } })
  if (state === 'failed' && error !== null) log.add({ event: 'failed', data: { error } })
  if (state === 'cancelled') log.add({ event: 'cancelled', data: {} })
  return log
}

/** The ledger of a folder, which is made where it is not there; what is no render in it is left alone. */
export const openLedger = async (folder: string): Promise<Ledger> => {
  await makeFolder(folder)
  const entries = new Map<string, Entry>()
  const sizes = new Map<string, number>()
  const leaving = new Map<string, Promise<unknown>>()
  const folderOf = (id: string): string => join(folder, id)
  const files = (id: string): RenderFiles => filesOf(folderOf(id))

  for (const name of await readdir(folder)) {
    const read = await readJson(files(name).note, RenderNote)()
    if (E.isLeft(read) || read.right.id !== name) continue
    // what is told from now on has higher ids than anyone has read of it
    const note = { ...read.right, life: read.right.life + 1 }
    entries.set(name, entryOf(note, logOf(note)))
    sizes.set(name, await bytesOf(folderOf(name)))
  }

  return {
    entries,
    folderOf,
    files,
    save: (entry) => {
      const { note } = entry
      const written = entry.written.then(async () =>
        E.isRight(await writeJson(files(note.id).note, RenderNote.encode(note))()),
      )
      entry.written = written
      return written
    },
    put: (entry) => void entries.set(entry.note.id, entry),
    makeFolder: async (id) => {
      await leaving.get(id)
      await makeFolder(folderOf(id))
    },
    forget: async (entry) => {
      const { id } = entry.note
      entries.delete(id)
      sizes.delete(id)
      const gone = Promise.all([entry.released, entry.written])
        .then(() => rm(folderOf(id), { recursive: true, force: true }))
        .finally(() => {
          if (leaving.get(id) === gone) leaving.delete(id)
        })
      leaving.set(id, gone)
      await gone
    },
    measure: async (id) => {
      if (entries.has(id)) sizes.set(id, await bytesOf(folderOf(id)))
    },
    bytes: () => [...sizes.values()].reduce((sum, size) => sum + size, 0),
  }
}
