import { rm } from 'node:fs/promises'
import { keptSteps, type Recipe } from '@sigmastream/pipeline'
import type { FrameSource, RenderFiles, SteerState } from '@sigmastream/render-thread'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { Parent, Render } from '../api/render.js'
import { noteVersion } from '../store/render-note.js'
import type { CheckRecipe } from './check-recipe.js'
import { makeRoomFor } from './disk-share.js'
import { byAge, type Entry, entryOf, isOver, isWaiting, renderOf } from './entry.js'
import { type EventLog, eventLog } from './event-log.js'
import { openLedger } from './ledger.js'
import type { OpenLine } from './line.js'
import { type PlacedRecipe, placeRecipe, type Shelf } from './material-of.js'
import { renderId } from './render-id.js'
import { tellerOf } from './teller.js'

/** What a room is opened with. */
export interface RoomOptions {
  readonly folder: string
  readonly shelf: Shelf
  readonly check: CheckRecipe
  /** Who makes the renders. */
  readonly openLine: OpenLine
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
  /**
   * Adds a recipe that is whole enough to have an id. Errors: what it works on is not here, or cannot be made into that; too
   * many wait, a full disk.
   */
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

/** Opens the room of a folder, which is made where it is not there, and goes on with what was begun there. */
export const openRoom = async (options: RoomOptions): Promise<Room> => {
  const { folder, shelf, check, openLine, mostWaiting, mostBytes, now } = options
  const ledger = await openLedger(folder)
  const { entries, files } = ledger
  const line = openLine(ledger, shelf)
  const { enter } = tellerOf(ledger, line.placeOf)
  const shown = (entry: Entry): Render => renderOf(entry, line.placeOf(entry))
  const makeRoom = (bytes: number): Promise<E.Either<Fault, void>> =>
    makeRoomFor(bytes, mostBytes, ledger, shelf.sounds)
  let newest = [...entries.values()].reduce((last, { note }) => Math.max(last, Date.parse(note.created) || 0), 0)

  /** What is to be noted of a recipe: in the place of what was before, of which it is the next life. */
  const newEntry = (id: string, recipe: Recipe, parent: Parent | null, from: FrameSource | null): Entry => {
    const before = entries.get(id)
    const life = before === undefined ? 0 : before.note.life + 1
    newest = Math.max(newest + 1, now().getTime())
    return entryOf(
      {
        version: noteVersion,
        id,
        recipe,
        whole: null,
        state: 'waiting',
        prepared: null,
        done: 0,
        error: null,
        result: null,
        parent: parent ?? before?.note.parent ?? null,
        created: new Date(newest).toISOString(),
        life,
      },
      eventLog(life),
      from ?? before?.from ?? null,
      before,
    )
  }

  /** Whether an entry is made or will be: the same recipe again is the same render. */
  const isLive = ({ note: { state } }: Entry): boolean => state !== 'failed' && state !== 'cancelled'

  const addNow = async (
    { recipe }: PlacedRecipe,
    parent: Parent | null,
    from: FrameSource | null,
  ): Promise<E.Either<Fault, AddedRender>> => {
    const space = await makeRoom(0)
    if (E.isLeft(space)) return space
    const id = renderId(recipe)
    const there = entries.get(id)
    if (there !== undefined && isLive(there)) return E.right({ render: shown(there), isNew: false })
    const waiting = line.length()
    if (waiting >= mostWaiting)
      return E.left(fault('queue-full', `${waiting} renders wait already`, 'ask again later, or cancel some'))
    const entry = newEntry(id, recipe, parent, from)
    ledger.put(entry)
    await ledger.makeFolder(id)
    // what failed is not gone on with: its last frame may be why
    if (there?.note.state === 'failed') await rm(files(id).frames, { recursive: true, force: true })
    if (!(await ledger.save(entry))) {
      await ledger.forget(entry)
      return E.left(fault('disk-failed', 'the render cannot be noted', 'start the server with another --folder'))
    }
    if (isWaiting(entry)) line.join(entry)
    return E.right({ render: shown(entry), isNew: true })
  }

  let adding: Promise<unknown> = Promise.resolve()
  /** One after the other: what one finds is not there, or not full, is so until it is there itself. */
  const add: Room['add'] = async (asked, parent = null, from = null) => {
    const placed = placeRecipe(shelf, asked)
    if (E.isLeft(placed)) return placed
    const there = entries.get(renderId(placed.right.recipe))
    const checked = there !== undefined && isLive(there) ? E.right(undefined) : await check(placed.right)
    if (E.isLeft(checked)) return checked
    const added = adding.then(() => addNow(placed.right, parent, from))
    adding = added.catch(() => undefined)
    return added
  }

  const steer: Room['steer'] = (id, to) => {
    const entry = entries.get(id)
    if (entry === undefined)
      return E.left(fault('no-such-render', `there is no render ${id}`, 'give one of GET /v1/renders'))
    return E.map(() => shown(entry))(line.steer(entry, to))
  }

  for (const entry of [...entries.values()].filter((one) => !isOver(one)).toSorted(byAge)) {
    entry.note = { ...entry.note, state: 'waiting', error: null }
    entry.log = eventLog(entry.note.life)
    void ledger.save(entry) // a third process is to begin above this one
    line.join(entry)
  }

  return {
    get: (id) => {
      const entry = entries.get(id)
      return entry === undefined ? undefined : shown(entry)
    },
    all: () => [...entries.values()].toSorted(byAge).toReversed().map(shown),
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
      if (isOver(entry)) {
        await ledger.forget(entry)
        return null
      }
      line.leave(entry)
      entry.note = { ...entry.note, error: null }
      void enter(entry, 'cancelled', { event: 'cancelled', data: {} })
      return shown(entry)
    },
    steer,
    makeRoom,
    close: line.close,
  }
}
