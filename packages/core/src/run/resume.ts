import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Intervals } from '../algebra/intervals.js'
import type { Step } from '../algebra/stage.js'
import { refuse, unlessRefused } from '../errors.js'
import type { Interval } from '../interval.js'
import { frameRefusal } from './check-frame.js'
import type { Frame } from './frame.js'
import { type PlanLike, type PlanResult, planIn } from './plan.js'

const after = (intervals: Intervals, at: Interval): Intervals =>
  typeof intervals === 'function'
    ? (carry, previous) => intervals(carry, previous ?? at)
    : intervals.filter(({ index }) => index > at.index)

/** What a resumed run does otherwise than the one before: another step is a fork with another solver. */
export interface ResumeOptions {
  readonly step?: Step
}

/**
 * The rest of a run after one of its frames: what an interrupted run goes on with, and where a fork starts. Bit for bit
 * the same, unless it goes on with another step. Refused: another step where the first finds its intervals itself; a
 * frame of another plan, as far as it can be told: it says so, as one from a file does, its latents have another shape, or
 * the plan has no step between its levels.
 */
export const resume = (given: PlanLike, frame: Frame, { step }: ResumeOptions = {}): PlanResult =>
  pipe(
    planIn(given),
    E.flatMap((planned) => unlessRefused(frameRefusal(planned, frame), planned)),
    E.flatMap((planned) =>
      step !== undefined && typeof planned.intervals === 'function'
        ? refuse('the fork', 'another step for intervals that a controller chooses', 'a plan over a list of sigmas')
        : E.right({
            ...planned,
            step: step ?? planned.step,
            intervals: after(planned.intervals, frame.at),
            start: { draws: [], carry: () => frame.carry },
          }),
    ),
  )
