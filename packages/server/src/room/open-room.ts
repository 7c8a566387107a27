import { keptSteps } from '@sigmastream/pipeline'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { Render } from '../api/render.js'
import { type AdderOptions, adderOf } from './add-render.js'
import { makeRoomFor } from './disk-share.js'
import { byAge, type Entry, isOver, renderOf } from './entry.js'
import { eventLog } from './event-log.js'
import { openLedger } from './ledger.js'
import type { OpenLine } from './line.js'
import type { Room } from './room.js'
import { tellerOf } from './teller.js'

/** What a room is opened with. */
export interface RoomOptions extends AdderOptions {
  readonly folder: string
  /** Who makes the renders. */
  readonly openLine: OpenLine
  /** Bytes that sounds and renders may take. */
  readonly mostBytes: number
}

/** Opens the room of a folder, which is made where it is not there, and goes on with what was begun there. */
export const openRoom = async (options: RoomOptions): Promise<Room> => {
  const { folder, shelf, openLine, mostBytes } = options
  const ledger = await openLedger(folder)
  const { entries, files } = ledger
  const line = openLine(ledger, shelf)
  const { enter } = tellerOf(ledger, line.placeOf)
  const shown = (entry: Entry): Render => renderOf(entry, line.placeOf(entry))
  const makeRoom = (bytes: number): Promise<E.Either<Fault, void>> =>
    makeRoomFor(bytes, mostBytes, ledger, shelf.sounds)
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
    add: adderOf(options, { ledger, line, makeRoom, shown }),
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
