import { drawsOf, type Plan } from '@sigmastream/core'
import { either as E, task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { intervalsOf, lanesOf } from '../intervals.js'
import type { Job, Jobs } from '../job.js'
import type { MemoryNeeds } from '../model.js'
import { plannedCalls, stillCalls } from '../model-calls.js'
import { type Duration, durationOf, type MeasureOptions } from './duration.js'

/** A lane of noise, and how often it is drawn from; `null` where the steps, and so the draws, are chosen while it runs. */
export interface LaneDraws {
  readonly lane: string
  readonly draws: number | null
}

/** What a job would do, without doing it. */
export interface Explanation {
  readonly job: Job
  /** How many past estimates a step reads. */
  readonly memory: number
  /** The memory that it takes; `null` where it is not predicted. */
  readonly needs: MemoryNeeds | null
  /** How often the model is called, those left out that stand still; `null` where the solver chooses its calls. */
  readonly calls: number | null
  /** How many calls are left out since they stand still. */
  readonly still: number
  readonly duration: Duration | null
  readonly lanes: readonly LaneDraws[]
  /** The sigmas that x goes down; of a solver that chooses them, the range that it is given. */
  readonly sigmas: readonly number[]
  /** Whether the solver chooses its steps while it runs. */
  readonly adaptive: boolean
}

const lanesIn = (plan: Plan): readonly LaneDraws[] =>
  lanesOf(plan).map((lane) => ({
    lane,
    draws: pipe(
      drawsOf(plan),
      E.match(
        () => null,
        (list) => list.filter((draw) => draw.lane === lane).length,
      ),
    ),
  }))

/** The sigmas that x goes down; of a solver that chooses them, the range that it is given. */
const levelsOf = (plan: Plan, sigmas: readonly number[]): readonly number[] => {
  const intervals = intervalsOf(plan)
  const highest = plan.start.draws.at(-1)?.at.from ?? null
  if (intervals === null) return [...(highest === null ? [] : [highest]), ...sigmas.slice(-2)]
  return [...intervals.slice(0, 1).map(({ from }) => from), ...intervals.map(({ to }) => to)]
}

/**
 * What a job would do and how long it will take; nothing of it is rendered. Where the model is made in a moment one call
 * of it is timed. `needs` is the memory that is told of.
 */
export const explainJob = (
  job: Job,
  open: Jobs['open'],
  needs: MemoryNeeds | null,
  timing: MeasureOptions,
): T.Task<Explanation> =>
  pipe(
    T.Do,
    T.bind('duration', () => durationOf(job, open, timing)),
    T.bind('still', () => stillCalls(job)),
    T.map(({ duration, still }): Explanation => {
      const { plan, sigmas } = job
      const planned = plannedCalls(job)
      return {
        job,
        memory: plan.step.memory,
        needs,
        calls: planned === null ? null : planned - still,
        still,
        duration,
        lanes: lanesIn(plan),
        sigmas: levelsOf(plan, sigmas),
        adaptive: intervalsOf(plan) === null,
      }
    }),
  )
