import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '@sigmastream/core'
import type { SteerState, WorkThread } from '@sigmastream/render-thread'
import { type Fault, fault, type ResultFile } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { type Entry, isWaiting } from './entry.js'
import type { OpenLine } from './line.js'
import { tellerOf } from './teller.js'
import { makeOnThread, type ThreadRun, usualSteering } from './thread-run.js'

/** Milliseconds that a call of a model may still take when the line is closed; then its thread is ended. */
const patience = 5000

/**
 * A line at threads of this process, which each make one render after the other. One that is held steps aside where another
 * waits for its thread: it is stopped, and goes on from its newest frame when it is let go, to the same bits.
 */
export const threadLine =
  (threads: readonly WorkThread[]): OpenLine =>
  (ledger, shelf) => {
    const { entries } = ledger
    const idle = [...threads]
    const queue: string[] = []
    const runs = new Map<WorkThread, ThreadRun>()
    /** How those are steered that have no thread: they stepped aside, or wait again. */
    const aside = new Map<Entry, SteerState>()
    let closing = false

    /** One that was taken from the queue and is not begun yet is next. */
    const placeOf = (entry: Entry): number | null =>
      isWaiting(entry) ? Math.max(0, queue.indexOf(entry.note.id)) : null

    const teller = tellerOf(ledger, placeOf)
    const { place, enter, finish } = teller

    const end = async (of: Entry, made: E.Either<Fault, ResultFile>): Promise<void> => {
      of.run = null
      if (!closing) await finish(of, made) // else it is gone on with when the room is opened again
    }

    /** The thread is there for others before it is told that its render is over: whoever hears it may ask at once. */
    const free = (thread: WorkThread): void => {
      runs.delete(thread)
      idle.push(thread)
    }

    /** What threads hold that have nothing to do is for who begins. */
    const freeIdle = (): Promise<unknown> =>
      Promise.all(idle.filter(({ held }) => held() > 0).map(({ run }) => run({ _tag: 'Release' }, t.null)))

    /** What a render came to; `null` where it was left. */
    const make = async (of: Entry, thread: WorkThread): Promise<E.Either<Fault, ResultFile> | null> => {
      const run: ThreadRun = { of, abort: new AbortController(), thread, steering: aside.get(of) ?? usualSteering }
      aside.delete(of)
      of.run = run
      runs.set(thread, run)
      await enter(of, 'running')
      await freeIdle()
      return makeOnThread(run, ledger, shelf, teller)
    }

    /** Those that are held make way for as many as wait for a thread that none comes free for. */
    const makeWay = (): void => {
      const all = [...runs.values()]
      const coming = all.filter(({ abort }) => abort.signal.aborted).length
      const held = all.filter(({ abort, steering }) => steering.paused && !abort.signal.aborted)
      for (const { of, abort, steering } of held.slice(0, Math.max(0, queue.length - coming))) {
        aside.set(of, steering)
        of.run = null
        abort.abort()
      }
    }

    const pump = (): void => {
      for (;;) {
        const thread = idle.at(-1) // who was busy last may hold the model that is wanted
        if (closing || queue.length === 0) return
        if (thread === undefined) return makeWay()
        const next = entries.get(queue.shift() ?? '')
        if (next === undefined) continue
        idle.pop()
        next.released = next.released
          .then(() => (isWaiting(next) ? make(next, thread) : null))
          .catch((cause: unknown) => E.left(fault('unexpected', messageOf(cause), 'run it again')))
          .then((made) => {
            free(thread)
            return made === null ? undefined : end(next, made)
          })
          .finally(pump)
        for (const id of queue) {
          const waiting = entries.get(id)
          if (waiting !== undefined) place(waiting)
        }
      }
    }

    const unqueue = (of: Entry): void => {
      const at = queue.indexOf(of.note.id)
      if (at >= 0) queue.splice(at, 1)
    }

    /** Steers one that has no thread: held, it is out of the line, and let go it is the next. */
    const steerAside = (of: Entry, steering: SteerState): void => {
      aside.set(of, steering)
      const isHeld = of.note.state === 'paused'
      if (steering.paused === isHeld) return
      unqueue(of)
      if (steering.paused) return void enter(of, 'paused')
      queue.unshift(of.note.id)
      void enter(of, 'waiting')
      pump()
    }

    return {
      length: () => queue.length,
      placeOf,
      join: (of) => {
        queue.push(of.note.id)
        place(of)
        pump()
      },
      leave: (of) => {
        unqueue(of)
        aside.delete(of)
        of.run?.abort.abort()
        of.run = null
      },
      steer: (of, to) => {
        const run = [...runs.values()].find((one) => one === of.run)
        const steering = { ...(run?.steering ?? aside.get(of) ?? usualSteering), ...to }
        if (run !== undefined) {
          run.steering = steering
          run.thread.steer(steering)
          const state = steering.paused ? 'paused' : 'running'
          if (of.note.state !== state) void enter(of, state)
          pump()
        } else if (aside.has(of)) steerAside(of, steering)
        else return E.left(fault('not-running', 'the render does not run', 'steer one that does'))
        return E.right(undefined)
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
