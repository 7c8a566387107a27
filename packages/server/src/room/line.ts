import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '@sigmastream/core'
import type { News, WorkThread } from '@sigmastream/render-thread'
import { type Fault, fault, ResultFile } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { RenderEvent } from '../api/events.js'
import type { RenderState } from '../api/render.js'
import { type Entry, isWaiting, type Run } from './entry.js'
import type { Ledger } from './ledger.js'
import { placeRecipe, type Shelf, toldRecipe } from './material-of.js'

/** Renders that wait for a thread, and those that have one. */
export interface Line {
  readonly length: () => number
  /** How many are before one that waits. */
  readonly placeOf: (entry: Entry) => number | null
  /** Takes a state, notes it, and tells of it; what ends a render is told once it is noted. */
  readonly enter: (entry: Entry, state: RenderState, end?: RenderEvent) => Promise<unknown>
  readonly join: (entry: Entry) => void
  /** Takes one out of the line, or off its thread: what that still tells of it is not heard. */
  readonly leave: (entry: Entry) => void
  /** Stops all runs, which stay begun. */
  readonly close: () => Promise<void>
}

/** Milliseconds that a call of a model may still take when the line is closed; then its thread is ended. */
const patience = 5000

/** A line at threads, which each make one render after the other. */
export const lineAt = (threads: readonly WorkThread[], ledger: Ledger, shelf: Shelf): Line => {
  const { entries, folderOf, save, measure } = ledger
  const idle = [...threads]
  const queue: string[] = []
  let closing = false

  /** One that was taken from the queue and is not begun yet is next. */
  const placeOf = (entry: Entry): number | null => (isWaiting(entry) ? Math.max(0, queue.indexOf(entry.note.id)) : null)

  const enter: Line['enter'] = (of, state, end) => {
    of.note = { ...of.note, state }
    of.log.add({ event: 'state', data: { state, place: placeOf(of) } })
    const saved = save(of)
    return end === undefined ? saved : saved.then(() => of.log.add(end))
  }

  const hear =
    (of: Entry, run: Run) =>
    (news: News): void => {
      if (of.run !== run) return
      switch (news._tag) {
        case 'Prepared':
          of.note = { ...of.note, whole: news.whole, prepared: news.data }
          of.log.add({ event: 'prepared', data: news.data })
          return void save(of)
        case 'Step':
          of.note = { ...of.note, done: news.at }
          of.secondsLeft = news.data.secondsLeft
          return of.log.add({ event: 'step', data: news.data })
        case 'Preview': {
          const href = `/v1/renders/${of.note.id}/previews/${news.index}`
          return of.log.add({ event: 'preview', data: { index: news.index, href } })
        }
      }
    }

  const finish = async (of: Entry, made: E.Either<Fault, ResultFile>): Promise<void> => {
    of.run = null
    if (closing) return // it is gone on with when the room is opened again
    if (E.isRight(made)) {
      of.note = { ...of.note, result: made.right, error: null }
      await enter(of, 'done', { event: 'done', data: { result: made.right } })
    } else {
      of.note = { ...of.note, error: made.left }
      await enter(of, 'failed', { event: 'failed', data: { error: made.left } })
    }
  }

  /** What threads hold that have nothing to do is for who begins. */
  const freeIdle = (): Promise<unknown> =>
    Promise.all(idle.filter(({ held }) => held() > 0).map(({ run }) => run({ _tag: 'Release' }, t.null)))

  const begin = async (of: Entry, thread: WorkThread): Promise<void> => {
    const run: Run = { abort: new AbortController(), thread, steering: { paused: false, pace: 0 } }
    const { id, recipe, whole } = of.note
    of.run = run
    await enter(of, 'running')
    await freeIdle()
    const placed = placeRecipe(shelf, whole ?? recipe)
    const made = E.isLeft(placed)
      ? placed
      : await thread.run(
          {
            _tag: 'Render',
            recipe: toldRecipe(shelf, placed.right.recipe),
            material: placed.right.material,
            folder: folderOf(id),
            from: of.from,
            every: null,
            previews: null,
            picture: true,
          },
          ResultFile,
          hear(of, run),
          run.abort.signal,
        )
    await measure(id)
    if (of.run === run) await finish(of, made)
  }

  const pump = (): void => {
    for (;;) {
      const free = idle.at(-1) // who was busy last may hold the model that is wanted
      if (closing || free === undefined || queue.length === 0) return
      const next = entries.get(queue.shift() ?? '')
      if (next === undefined) continue
      idle.pop()
      next.released = next.released
        .then(() => (isWaiting(next) ? begin(next, free) : undefined))
        .catch((cause: unknown) => finish(next, E.left(fault('unexpected', messageOf(cause), 'run it again'))))
        .finally(() => {
          idle.push(free)
          pump()
        })
      for (const [place, id] of queue.entries())
        entries.get(id)?.log.add({ event: 'state', data: { state: 'waiting', place } })
    }
  }

  return {
    length: () => queue.length,
    placeOf,
    enter,
    join: (of) => {
      queue.push(of.note.id)
      of.log.add({ event: 'state', data: { state: 'waiting', place: queue.length - 1 } })
      pump()
    },
    leave: (of) => {
      const at = queue.indexOf(of.note.id)
      if (at >= 0) queue.splice(at, 1)
      of.run?.abort.abort()
      of.run = null
    },
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
