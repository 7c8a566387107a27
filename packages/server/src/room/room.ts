import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { keptSteps, type Recipe } from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import type { RenderEvent } from '../api/events.js'
import type { Fault } from '../api/fault.js'
import { type Parent, type Render, type RenderState, ResultFile } from '../api/render.js'
import { fault } from '../fault.js'
import { bytesOf } from '../store/disk.js'
import { readJson, writeJson } from '../store/json-file.js'
import { filesOf, type RenderFiles } from '../store/render-files.js'
import { noteVersion, RenderNote } from '../store/render-note.js'
import type { FrameSource, News, SteerState } from '../thread/protocol.js'
import type { WorkThread } from '../thread/work-thread.js'
import { type Entry, isOver, type Run, renderOf } from './entry.js'
import { type EventLog, eventLog } from './event-log.js'
import { placeRecipe, type Shelf, toldRecipe } from './material-of.js'
import { renderId } from './render-id.js'

/** What a room is opened with. */
export interface RoomOptions {
  readonly folder: string
  readonly shelf: Shelf
  /** The threads that renders are made on, as many at once. */
  readonly threads: readonly WorkThread[]
  /** How many renders may wait. */
  readonly mostWaiting: number
  /** Bytes that sounds and renders may take. */
  readonly mostBytes: number
  readonly now: () => Date
}

/** A render, and whether it is begun now. */
export interface AddedRender {
  readonly render: Render
  readonly isNew: boolean
}

/** Where renders are made, one after the other. */
export interface Room {
  readonly get: (id: string) => Render | undefined
  /** The newest first. */
  readonly all: () => readonly Render[]
  readonly log: (id: string) => EventLog | undefined
  readonly files: (id: string) => RenderFiles
  /** The noise levels that a render was asked to go down, once it is prepared. */
  readonly schedule: (id: string) => readonly number[] | undefined
  /** After how many steps frames are kept. */
  readonly frames: (id: string) => Promise<readonly number[]>
  /** Adds a recipe that is whole enough to have an id. Errors: what it works on is not here, too many wait, a full disk. */
  readonly add: (
    recipe: Recipe,
    parent?: Parent | null,
    from?: FrameSource | null,
  ) => Promise<E.Either<Fault, AddedRender>>
  /** Cancels what waits or runs, and removes what is over: then `null`. `undefined` where there is no such render. */
  readonly remove: (id: string) => Promise<Render | null | undefined>
  /** Holds a render after its step, lets it go on, or slows it. Errors: it does not run. */
  readonly steer: (id: string, steering: Partial<SteerState>) => E.Either<Fault, Render>
  /** Makes room for so many bytes. Errors: the disk is as full as it may be. */
  readonly makeRoom: (bytes: number) => Promise<E.Either<Fault, void>>
  /** Ends all threads; what they had begun is gone on with when the room is opened again. */
  readonly close: () => Promise<void>
}

/** Milliseconds that a call of a model may still take when the room is closed; then its thread is ended. */
const patience = 5000

const isWaiting = ({ note }: Entry): boolean => note.state === 'waiting'

/** What has happened to a render that was made by an earlier process. */
const logOf = ({ life, state, prepared, result, error }: RenderNote): EventLog => {
  const log = eventLog(life)
  log.add({ event: 'state', data: { state, place: null } })
  if (prepared !== null) log.add({ event: 'prepared', data: prepared })
  if (state === 'done' && result !== null) log.add({ event: 'done', data: { result } })
  if (state === 'failed' && error !== null) log.add({ event: 'failed', data: { error } })
  if (state === 'cancelled') log.add({ event: 'cancelled', data: {} })
  return log
}

/** Opens the room of a folder, which is made where it is not there, and goes on with what was begun there. */
export const openRoom = async (options: RoomOptions): Promise<Room> => {
  const { folder, shelf, threads, mostWaiting, mostBytes, now } = options
  await mkdir(folder, { recursive: true })
  const entries = new Map<string, Entry>()
  const sizes = new Map<string, number>()
  const idle = [...threads]
  const queue: string[] = []
  let closing = false
  let newest = 0

  const folderOf = (id: string): string => join(folder, id)
  const files = (id: string): RenderFiles => filesOf(folderOf(id))
  /** One that was taken from the queue and is not begun yet is next. */
  const placeOf = (entry: Entry): number | null => (isWaiting(entry) ? Math.max(0, queue.indexOf(entry.note.id)) : null)
  const shown = (entry: Entry): Render => renderOf(entry, placeOf(entry))

  /** Notes are written one after the other. One that cannot be is an older one after a restart, and the render is made again. */
  const save = (entry: Entry): Promise<unknown> => {
    const { note } = entry
    entry.written = entry.written.then(() => writeJson(files(note.id).note, RenderNote.encode(note))())
    return entry.written
  }

  const put = (entry: Entry, state: RenderState, event?: RenderEvent): Promise<unknown> => {
    entry.note = { ...entry.note, state }
    entry.log.add({ event: 'state', data: { state, place: placeOf(entry) } })
    const saved = save(entry)
    if (event !== undefined) void saved.then(() => entry.log.add(event))
    return saved
  }

  const measure = async (id: string): Promise<void> => {
    if (entries.has(id)) sizes.set(id, await bytesOf(folderOf(id)))
  }

  const hear =
    (entry: Entry, run: Run) =>
    (news: News): void => {
      if (entry.run !== run) return
      switch (news._tag) {
        case 'Prepared':
          entry.note = { ...entry.note, whole: news.whole, prepared: news.data }
          entry.log.add({ event: 'prepared', data: news.data })
          return void save(entry)
        case 'Step':
          entry.note = { ...entry.note, done: news.at }
          entry.secondsLeft = news.data.secondsLeft
          return entry.log.add({ event: 'step', data: news.data })
        case 'Preview': {
          const href = `/v1/renders/${entry.note.id}/previews/${news.index}`
          return entry.log.add({ event: 'preview', data: { index: news.index, href } })
        }
      }
    }

  const finish = async (entry: Entry, result: E.Either<Fault, ResultFile>): Promise<void> => {
    entry.run = null
    if (closing) return // it is gone on with when the room is opened again
    if (E.isRight(result)) {
      entry.note = { ...entry.note, result: result.right, error: null }
      await put(entry, 'done', { event: 'done', data: { result: result.right } })
    } else {
      entry.note = { ...entry.note, error: result.left }
      await put(entry, 'failed', { event: 'failed', data: { error: result.left } })
    }
  }

  const begin = async (entry: Entry, thread: WorkThread): Promise<void> => {
    const run: Run = { abort: new AbortController(), thread, steering: { paused: false, pace: 0 } }
    const { id, recipe, whole } = entry.note
    entry.run = run
    await put(entry, 'running')
    const placed = placeRecipe(shelf, whole ?? recipe)
    const made = E.isLeft(placed)
      ? placed
      : await thread.run(
          {
            _tag: 'Render',
            recipe: toldRecipe(shelf, placed.right.recipe),
            material: placed.right.material,
            folder: folderOf(id),
            from: entry.from,
          },
          ResultFile,
          hear(entry, run),
          run.abort.signal,
        )
    await measure(id)
    if (entry.run === run) await finish(entry, made)
  }

  const pump = (): void => {
    for (;;) {
      const [free] = idle
      if (closing || free === undefined || queue.length === 0) return
      const entry = entries.get(queue.shift() ?? '')
      if (entry === undefined) continue
      idle.shift()
      entry.released = entry.released
        .then(() => (isWaiting(entry) ? begin(entry, free) : undefined))
        .finally(() => {
          idle.push(free)
          pump()
        })
      for (const [place, id] of queue.entries())
        entries.get(id)?.log.add({ event: 'state', data: { state: 'waiting', place } })
    }
  }

  const enqueue = (entry: Entry): void => {
    queue.push(entry.note.id)
    entry.log.add({ event: 'state', data: { state: 'waiting', place: queue.length - 1 } })
    pump()
  }

  const used = (): number =>
    [...sizes.values()].reduce((sum, size) => sum + size, 0) +
    shelf.sounds.all().reduce((sum, { bytes }) => sum + bytes, 0)

  const oldest = (): readonly Entry[] =>
    [...entries.values()].filter(isOver).toSorted((a, b) => (a.note.created < b.note.created ? -1 : 1))

  const forget = async (entry: Entry): Promise<void> => {
    const { id } = entry.note
    entries.delete(id)
    sizes.delete(id)
    await entry.released
    await entry.written
    await rm(folderOf(id), { recursive: true, force: true })
  }

  const makeRoom = async (bytes: number): Promise<E.Either<Fault, void>> => {
    const isEnough = (): boolean => used() + bytes <= mostBytes
    for (const { note } of oldest()) {
      if (isEnough()) break
      const { frames, previews } = files(note.id)
      for (const made of [frames, previews]) await rm(made, { recursive: true, force: true })
      await measure(note.id)
    }
    for (const entry of oldest()) {
      if (isEnough()) break
      await forget(entry)
    }
    const needed = new Set(
      [...entries.values()].flatMap(({ note: { recipe } }) => [recipe.inputHash, ...(recipe.exemplarHashes ?? [])]),
    )
    for (const { id } of shelf.sounds.all()) {
      if (isEnough()) break
      if (!needed.has(id)) await shelf.sounds.remove(id)
    }
    return isEnough()
      ? E.right(undefined)
      : E.left(
          fault(
            'disk-full',
            `sounds and renders may take ${mostBytes} bytes, and what is not over takes as much`,
            'wait for it or remove some, or start the server with more --disk',
          ),
        )
  }

  const addNow: Room['add'] = async (asked, parent = null, from = null) => {
    const placed = placeRecipe(shelf, asked)
    if (E.isLeft(placed)) return placed
    const { recipe } = placed.right
    const id = renderId(recipe)
    const there = entries.get(id)
    if (there !== undefined && there.note.state !== 'failed' && there.note.state !== 'cancelled')
      return E.right({ render: shown(there), isNew: false })
    if (queue.length >= mostWaiting)
      return E.left(fault('queue-full', `${queue.length} renders wait already`, 'ask again later, or cancel some'))
    const room = await makeRoom(0)
    if (E.isLeft(room)) return room
    newest = Math.max(newest + 1, now().getTime())
    const life = there === undefined ? 0 : there.note.life + 1
    const entry: Entry = {
      note: {
        version: noteVersion,
        id,
        recipe,
        whole: null,
        state: 'waiting',
        prepared: null,
        done: 0,
        error: null,
        result: null,
        parent,
        created: new Date(newest).toISOString(),
        life,
      },
      log: eventLog(life),
      run: null,
      from,
      secondsLeft: null,
      released: there?.released ?? Promise.resolve(),
      written: there?.written ?? Promise.resolve(),
    }
    entries.set(id, entry)
    await mkdir(folderOf(id), { recursive: true })
    await entry.written
    const written = await writeJson(files(id).note, RenderNote.encode(entry.note))()
    if (E.isLeft(written)) {
      entries.delete(id)
      return E.left(fault('disk-failed', 'the render cannot be noted', 'start the server with another --folder'))
    }
    if (entries.get(id) === entry && isWaiting(entry)) enqueue(entry)
    return E.right({ render: shown(entry), isNew: true })
  }

  let adding: Promise<unknown> = Promise.resolve()
  /** One after the other: what one finds is not there, or not full, is so until it is there itself. */
  const add: Room['add'] = (...asked) => {
    const added = adding.then(() => addNow(...asked))
    adding = added.catch(() => undefined)
    return added
  }

  const cancel = async (entry: Entry): Promise<Render> => {
    const at = queue.indexOf(entry.note.id)
    if (at >= 0) queue.splice(at, 1)
    entry.run?.abort.abort()
    entry.run = null
    void put(entry, 'cancelled', { event: 'cancelled', data: {} })
    return shown(entry)
  }

  const steer: Room['steer'] = (id, to) => {
    const entry = entries.get(id)
    if (entry === undefined || entry.run === null)
      return E.left(fault('not-running', 'the render does not run', 'steer one that does'))
    const { run } = entry
    run.steering = { ...run.steering, ...to }
    run.thread.steer(run.steering)
    const state = run.steering.paused ? 'paused' : 'running'
    if (entry.note.state !== state) void put(entry, state)
    return E.right(shown(entry))
  }

  for (const name of await readdir(folder)) {
    const read = await readJson(files(name).note, RenderNote)()
    if (E.isLeft(read) || read.right.id !== name) continue
    // what is told from now on has higher ids than anyone has read of it
    const note = { ...read.right, life: read.right.life + 1 }
    const entry: Entry = {
      note,
      log: logOf(note),
      run: null,
      from: null,
      secondsLeft: null,
      released: Promise.resolve(),
      written: Promise.resolve(),
    }
    entries.set(name, entry)
    sizes.set(name, await bytesOf(folderOf(name)))
    newest = Math.max(newest, Date.parse(note.created) || 0)
  }
  const begun = [...entries.values()]
    .filter((entry) => !isOver(entry))
    .toSorted((a, b) => (a.note.created < b.note.created ? -1 : 1))
  for (const entry of begun) {
    entry.note = { ...entry.note, state: 'waiting' }
    entry.log = eventLog(entry.note.life)
    void save(entry) // a third process is to begin above this one
    enqueue(entry)
  }

  return {
    get: (id) => {
      const entry = entries.get(id)
      return entry === undefined ? undefined : shown(entry)
    },
    all: () => [...entries.values()].toSorted((a, b) => (a.note.created < b.note.created ? 1 : -1)).map(shown),
    log: (id) => entries.get(id)?.log,
    files,
    schedule: (id) => entries.get(id)?.note.prepared?.sigmas,
    frames: async (id) => {
      const kept = await keptSteps(files(id).frames)()
      return E.isRight(kept) ? kept.right : []
    },
    add,
    remove: async (id) => {
      const entry = entries.get(id)
      if (entry === undefined) return undefined
      if (!isOver(entry)) return cancel(entry)
      await forget(entry)
      return null
    },
    steer,
    makeRoom,
    close: async () => {
      closing = true
      const all = [...entries.values()]
      for (const { run } of all) run?.abort.abort()
      const released = Promise.all(all.map((entry) => entry.released))
      await Promise.race([released, delay(patience, undefined, { ref: false })])
      await Promise.all(threads.map(({ close }) => close()))
      await released
      await Promise.all(all.map(({ written }) => written))
    },
  }
}
