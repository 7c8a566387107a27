import { rm } from 'node:fs/promises'
import type { Recipe } from '@sigmastream/pipeline'
import type { FrameSource } from '@sigmastream/render-thread'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { Parent, Render } from '../api/render.js'
import { noteVersion } from '../store/render-note.js'
import type { CheckRecipe } from './check-recipe.js'
import { type Entry, entryOf, isWaiting } from './entry.js'
import { eventLog } from './event-log.js'
import type { Ledger } from './ledger.js'
import type { Line } from './line.js'
import { type PlacedRecipe, placeRecipe, type Shelf } from './material-of.js'
import { renderId } from './render-id.js'
import type { AddedRender, Room } from './room.js'

/** By what a recipe is let in. */
export interface AdderOptions {
  readonly shelf: Shelf
  readonly check: CheckRecipe
  /** How many renders may wait. */
  readonly mostWaiting: number
  readonly now: () => Date
}

/** Where what is added is kept and waits. */
interface Destination {
  readonly ledger: Ledger
  readonly line: Line
  readonly makeRoom: Room['makeRoom']
  readonly shown: (entry: Entry) => Render
}

/** Whether an entry is made or will be: the same recipe again is the same render. */
const isLive = ({ note: { state } }: Entry): boolean => state !== 'failed' && state !== 'cancelled'

/** Adds recipes to a room, one after the other. */
export const adderOf = (
  { shelf, check, mostWaiting, now }: AdderOptions,
  { ledger, line, makeRoom, shown }: Destination,
): Room['add'] => {
  const { entries, files } = ledger
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
  return async (asked, parent = null, from = null) => {
    const placed = placeRecipe(shelf, asked)
    if (E.isLeft(placed)) return placed
    const there = entries.get(renderId(placed.right.recipe))
    const checked = there !== undefined && isLive(there) ? E.right(undefined) : await check(placed.right)
    if (E.isLeft(checked)) return checked
    const added = adding.then(() => addNow(placed.right, parent, from))
    adding = added.catch(() => undefined)
    return added
  }
}
