import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lineage } from '../noise/fork-noise.js'
import type { Frame } from './frame.js'
import type { Plan, PlanResult } from './plan.js'
import { resume } from './resume.js'
import type { Round } from './search-rounds.js'

/** A take of a search on its way: where its noise comes from, and its frame so far; `null` at the start. */
export interface OpenTake {
  readonly lineage: Lineage
  readonly frame: Frame | null
}

/** A take after a round: where its noise came from, how good it is, and its frame, from which it goes on. */
export interface ScoredTake {
  readonly lineage: Lineage
  readonly score: number
  readonly frame: Frame
}

/** The takes that a search begins with: the first has `seed`, the others the ones above it. */
export const firstTakes = ({ takes }: Round, seed: number): readonly OpenTake[] =>
  Array.from({ length: takes }, (_, i) => ({ lineage: [{ step: 0, seed: seed + i }], frame: null }))

/**
 * The takes of a round: those that were kept, as they are, then forks of them in turn, the best first, until there are as
 * many as the round has. The first fork has `seed`, the others the ones above it.
 */
export const forksOf = (
  kept: readonly ScoredTake[],
  { intervals, takes }: Round,
  seed: number,
): readonly OpenTake[] => {
  const forks = Array.from({ length: Math.max(0, takes - kept.length) }, (_, i): OpenTake => {
    const { lineage, frame } = kept[i % kept.length]! // one is kept at least
    const step = intervals[0]!.index // a round has a step
    return { frame, lineage: pipe(lineage, RNEA.concat(RNEA.of({ step, seed: seed + i }))) }
  })
  return [...kept, ...forks]
}

/** What of a plan a take goes down in a round. */
export const partOf = (plan: Plan, { frame }: OpenTake, { intervals }: Round): PlanResult =>
  pipe(
    frame === null ? E.right(plan) : resume(plan, frame),
    E.map((rest) => ({ ...rest, intervals })),
  )

/** The best first; of equals, the one that was begun first. */
export const rankTakes = (takes: readonly ScoredTake[]): readonly ScoredTake[] =>
  takes.toSorted((a, b) => b.score - a.score)
