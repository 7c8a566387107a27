import type { FrameSource } from '@sigmastream/render-thread'
import type { Render } from '../api/render.js'
import type { RenderNote } from '../store/render-note.js'
import type { EventLog } from './event-log.js'

/** A render that is under way: what ends it. */
export interface Run {
  readonly abort: AbortController
}

/** A render in the room: what is kept of it, what happened to it, and how far it is. */
export interface Entry {
  note: RenderNote
  log: EventLog
  run: Run | null
  /** The frame that it goes on from, of a fork. */
  from: FrameSource | null
  secondsLeft: number | null
  /** Resolves when no thread has it any more. */
  released: Promise<unknown>
  /** Resolves when all of its notes are written. */
  written: Promise<unknown>
}

/** An entry of a note; of one that was there before, a thread may still have its files. */
export const entryOf = (
  note: RenderNote,
  log: EventLog,
  from: FrameSource | null = null,
  before: Pick<Entry, 'released' | 'written'> = { released: Promise.resolve(), written: Promise.resolve() },
): Entry => ({ note, log, run: null, from, secondsLeft: null, released: before.released, written: before.written })

/** A render as it is told of; `place` is how many are before it while it waits. */
export const renderOf = ({ note, secondsLeft }: Entry, place: number | null): Render => {
  const { id, recipe, whole, state, prepared, done, error, result, parent, created } = note
  return {
    id,
    recipe,
    whole,
    state,
    place,
    steps: prepared?.steps ?? null,
    done,
    secondsLeft: state === 'running' || state === 'paused' ? secondsLeft : null,
    notes: prepared?.notes ?? [],
    error,
    result,
    parent,
    created,
  }
}

/** Whether nothing happens to a render any more. */
export const isOver = ({ note: { state } }: Entry): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled'

/** Whether it has not been begun. */
export const isWaiting = ({ note }: Entry): boolean => note.state === 'waiting'

/** The oldest first. */
export const byAge = (one: Entry, other: Entry): number => (one.note.created < other.note.created ? -1 : 1)
