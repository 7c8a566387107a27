import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '@sigmastream/core'
import { cancelJobs, type Job } from '@sigmastream/farm'
import { fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { type Entry, isWaiting, type Run } from '../entry.js'
import type { OpenLine } from '../line.js'
import { tellerOf } from '../teller.js'
import { isAway, notSteered } from './farm-faults.js'
import { followAtFarm, type Outcome } from './farm-run.js'
import type { FarmSettings } from './farm-settings.js'

/** Milliseconds that what was asked of a farm may still take when the line is closed. */
const patience = 5000

/** Milliseconds between tries of cancelling where a farm does not answer. */
const cancelAgain = 5000

/** Resolves when nobody waits for a run any more. */
const untilAborted = ({ abort: { signal } }: Run): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/**
 * A line at a farm, whose workers make as many at once as they are. Each render is sent when it joins, and is a job that is
 * there once however often it is sent: a server that is started again finds it. `placeOf` counts this studio's own: which
 * of several submitters is next, the farm decides.
 */
export const farmLine =
  (settings: FarmSettings): OpenLine =>
  (ledger, shelf) => {
    const { entries, folderOf, measure } = ledger
    const { farm, submitter, clock } = settings
    const closing = new AbortController()
    const queue: string[] = []
    const jobs = new Map<string, Job>()
    const cancelling = new Map<string, Promise<void>>()
    const cancelled = new Set<string>()

    const placeOf = (entry: Entry): number | null =>
      isWaiting(entry) ? Math.max(0, queue.indexOf(entry.note.id)) : null

    const teller = tellerOf(ledger, placeOf)

    const unqueue = (id: string): void => {
      const at = queue.indexOf(id)
      if (at < 0) return
      for (const behind of queue.splice(at).slice(1)) {
        queue.push(behind)
        const entry = entries.get(behind)
        if (entry !== undefined) teller.place(entry)
      }
    }

    const end = async (of: Entry, outcome: Outcome): Promise<void> => {
      of.run = null
      unqueue(of.note.id)
      jobs.delete(of.note.id)
      if (closing.signal.aborted || outcome === null) return // it is gone on with when the room is opened again
      if (outcome !== 'cancelled') return teller.finish(of, outcome)
      of.note = { ...of.note, error: null }
      await teller.enter(of, 'cancelled', { event: 'cancelled', data: {} })
    }

    const follow = async (of: Entry, run: Run): Promise<void> => {
      const { id, prepared } = of.note
      await Promise.race([cancelling.get(id), untilAborted(run)])
      if (run.abort.signal.aborted) return
      const outcome = await followAtFarm(
        {
          of,
          folder: folderOf(id),
          shelf,
          signal: run.abort.signal,
          wasCancelled: cancelled.delete(id),
          isResumed: prepared !== null,
          teller,
          begun: () => {
            if (!isWaiting(of)) return
            unqueue(id)
            void teller.enter(of, 'running')
          },
          sending: ({ named: { job } }) => void jobs.set(id, job),
        },
        settings,
      )
      await measure(id)
      if (of.run === run) await end(of, outcome)
    }

    /** Takes a job out of the farm; where that does not answer, until it does. */
    const cancelJob = async (id: string): Promise<void> => {
      const job = jobs.get(id)
      jobs.delete(id)
      if (job === undefined) return
      for (;;) {
        const asked = await cancelJobs(farm, { submitter, jobs: [{ id: job.id, name: 'result.wav' }] }, clock.now())()
        if (E.isRight(asked) || !isAway(asked.left) || closing.signal.aborted) return
        await clock.sleep(cancelAgain, closing.signal)
      }
    }

    return {
      length: () => queue.length,
      placeOf,
      join: (of) => {
        const run: Run = { abort: new AbortController() }
        of.run = run
        queue.push(of.note.id)
        teller.place(of)
        of.released = of.released
          .then(() => (run.abort.signal.aborted ? undefined : follow(of, run)))
          .catch((cause: unknown) => end(of, E.left(fault('unexpected', messageOf(cause), 'run it again'))))
      },
      leave: (of) => {
        const { id } = of.note
        unqueue(id)
        of.run?.abort.abort()
        of.run = null
        cancelled.add(id)
        // what is on its way to the farm is there before it is taken out
        const gone = of.released
          .then(() => cancelJob(id))
          .finally(() => {
            if (cancelling.get(id) === gone) cancelling.delete(id)
          })
        cancelling.set(id, gone)
      },
      steer: () => E.left(notSteered),
      close: async () => {
        closing.abort()
        const all = [...entries.values()]
        for (const { run } of all) run?.abort.abort()
        const released = Promise.all([...all.map((entry) => entry.released), ...cancelling.values()])
        await Promise.race([released, delay(patience, undefined, { ref: false })])
        await Promise.all(all.map(({ written }) => written))
      },
    }
  }
