import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Engine, LaneCount } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'
import type { Lane } from '../job/lane.js'
import type { Clock } from './clock.js'

/**
 * Milliseconds that a list of lanes is good for: where jobs are short a worker takes many in that time, and to count all
 * lanes before each would cost an engine more than the jobs do.
 */
const freshFor = 200

/** What waits, as a worker knows it. */
export interface LaneList {
  /** The lanes as they were a moment ago, less what was taken from them since; `isNew` where they were just counted. */
  readonly counts: TE.TaskEither<EngineError, { readonly isNew: boolean; readonly counts: readonly LaneCount[] }>
  /** A job of a lane was taken; or `all`, for nothing was left in it. */
  readonly without: (lane: Lane, all: boolean) => void
  /** Something is new: they are counted before the next choice. */
  readonly forget: () => void
}

/** See `LaneList`. */
export const laneList = ({ lanes }: Pick<Engine, 'lanes'>, { now }: Pick<Clock, 'now'>): LaneList => {
  let known: { readonly at: number; readonly counts: readonly LaneCount[] } | null = null
  return {
    counts: () => {
      // a clock that jumped either way makes it old
      if (known !== null && Math.abs(now() - known.at) < freshFor)
        return TE.right({ isNew: false, counts: known.counts })()
      return pipe(
        lanes,
        TE.map((counts) => {
          known = { at: now(), counts }
          return { isNew: true, counts }
        }),
      )()
    },
    without: (lane, all) => {
      if (known === null) return
      const counts = known.counts.map((count) =>
        count.lane === lane ? { ...count, waiting: all ? 0 : count.waiting - 1 } : count,
      )
      known = { ...known, counts }
    },
    forget: () => {
      known = null
    },
  }
}
