import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { writtenCount } from '../counting.js'
import { type Refused, refuse } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Plan } from './plan.js'

/** How many takes are made of one plan, and which of them go on. */
export interface SearchSize {
  /** How many takes run at once: a whole number of at least 1. */
  readonly takes: number
  /** How many of them go on after each checkpoint: fewer than `takes`. */
  readonly keep: number
  /** The checkpoints as parts of the run, rising, above 0 and below 1: 0.3 of 40 steps is after the twelfth. */
  readonly at: readonly number[]
}

/** What a search does from one checkpoint to the next. */
export interface Round {
  /** The intervals that each take goes down. */
  readonly intervals: readonly Interval[]
  /** How many takes go down them. */
  readonly takes: number
}

const subject = 'the search'

const checkSize = ({ takes, keep, at }: SearchSize): E.Either<Refused, void> => {
  if (!Number.isSafeInteger(takes) || takes < 1) return refuse('takes', `${takes}`, 'a whole number of at least 1')
  if (at.length === 0) return E.right(undefined)
  return Number.isSafeInteger(keep) && 1 <= keep && keep < takes
    ? E.right(undefined)
    : refuse('keep', `${keep} of ${takes} takes`, `a whole number of at least 1 that is below ${takes}`)
}

const intervalsIn = ({ intervals }: Plan): E.Either<Refused, readonly Interval[]> => {
  if (typeof intervals === 'function')
    return refuse(subject, 'a plan whose intervals a controller chooses while it runs', 'a plan over a list of sigmas')
  return intervals.length === 0
    ? refuse(subject, 'a plan without a step', 'one with a step at least')
    : E.right(intervals)
}

/** After how many steps each checkpoint is. */
const countsOf = (at: readonly number[], steps: number): E.Either<Refused, readonly number[]> => {
  const right = 'parts of the run above 0 and below 1, each a step at least behind the one before'
  const stray = at.find((part) => !(0 < part && part < 1))
  if (stray !== undefined) return refuse('at', `a checkpoint at ${stray} of the run`, right)
  const counts = at.map((part) => writtenCount(part, steps))
  const wrong = counts.findIndex((count, i) => count <= (counts[i - 1] ?? 0))
  return wrong === -1
    ? E.right(counts)
    : refuse(
        'at',
        `a checkpoint at ${at[wrong]} of ${steps} ${steps === 1 ? 'step' : 'steps'}, which is after ${counts[wrong]}`,
        right,
      )
}

/** Whether what is left of a run draws noise, so that another seed makes another run of it. */
const drawsNoise = (plan: Plan, intervals: readonly Interval[]): boolean =>
  intervals.some((at) => plan.step.draws(at).length > 0)

/** How many takes each round has: forked to be as many again, or those that were kept. */
const takesOf = (plan: Plan, { takes, keep }: SearchSize, parts: readonly (readonly Interval[])[]): readonly number[] =>
  parts.map((_, i) => (i === 0 || drawsNoise(plan, parts.slice(i).flat()) ? takes : keep))

/**
 * The rounds of a search: what goes on after a checkpoint is forked to be `takes` again where the steps behind it draw
 * noise, and else is what was kept. Refused: sizes that are none; checkpoints less than a step apart; a plan whose
 * intervals are found while it runs, or that has none; a checkpoint that leaves no take out, as every one behind the first
 * where no noise is drawn.
 */
export const roundsOf = (plan: Plan, size: SearchSize): E.Either<Refused, readonly Round[]> =>
  pipe(
    E.Do,
    E.tap(() => checkSize(size)),
    E.bind('intervals', () => intervalsIn(plan)),
    E.bind('counts', ({ intervals }) => countsOf(size.at, intervals.length)),
    E.flatMap(({ intervals, counts }) => {
      const parts = [...counts, intervals.length].map((end, i) => intervals.slice(counts[i - 1] ?? 0, end))
      const rounds = takesOf(plan, size, parts).map((takes, i): Round => ({ intervals: parts[i]!, takes })) // one for each
      const idle = rounds.slice(0, -1).findIndex(({ takes }) => takes <= size.keep)
      return idle === -1
        ? E.right(rounds)
        : refuse(
            'at',
            `a checkpoint at ${size.at[idle]} of a run that draws no noise there, where all ${size.keep} takes would go on`,
            'one checkpoint, or a sampler that draws noise',
          )
    }),
  )
