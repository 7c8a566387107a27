import type { Frame } from '@sigmastream/core'
import { intervalsOf } from './intervals.js'
import type { Job } from './job.js'

/** What progress is told of a run: its plan, and the schedule that was asked for. */
export type ProgressOf = Pick<Job, 'plan' | 'sigmas'>

/** How far a run is after a step. */
export interface Progress {
  /** From 0 to 1: by steps, or by the level in log sigma where the solver chooses its steps. */
  readonly fraction: number
  /** Milliseconds, if it goes on as it went. */
  readonly left: number
  /** How many steps are done. */
  readonly step: number
  /** How many there are; `null` where the solver chooses them. */
  readonly steps: number | null
}

/**
 * How much of a run a step has done, 0 to 1: by steps, or by the level in log sigma where steps are chosen on the way.
 */
const fractionOf = ({ plan, sigmas }: ProgressOf, { at }: Frame): number => {
  const intervals = intervalsOf(plan)
  const from = plan.start.draws.at(-1)?.at.from
  if (intervals !== null) return (at.index - (intervals[0]?.index ?? 0) + 1) / intervals.length
  const [top, bottom] = [from ?? at.from, sigmas.findLast((sigma) => sigma > 0) ?? at.to]
  return at.to === 0 ? 1 : Math.min(0.99, Math.log(top / at.to) / Math.log(top / bottom))
}

/**
 * The progress of a run that begins now, by its frames; `done` steps of it were done before. `now` is a clock in
 * milliseconds that never goes back.
 */
export const progressFrom = (of: ProgressOf, now: () => number, done = 0): ((frame: Frame) => Progress) => {
  const begun = now()
  const steps = intervalsOf(of.plan)?.length ?? null
  const before = steps === null ? 0 : done / steps
  return (frame) => {
    const fraction = fractionOf(of, frame)
    const left = fraction >= 1 ? 0 : ((now() - begun) * (1 - fraction)) / (fraction - before)
    return { fraction, left, step: steps === null ? frame.at.index + 1 : Math.round(fraction * steps), steps }
  }
}
