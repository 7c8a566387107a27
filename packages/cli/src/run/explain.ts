import { gigabytes, type Job, type MemoryNeeds, type RunPlan, recordOf, show } from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Settings } from '../options/run-options.js'
import { done, type Outcome } from '../outcome.js'
import { needsOf } from './needs.js'

/** How often each lane is drawn from; `null` where the steps, and so the draws, are chosen while it runs. */
const lanesOf = ({ lanes, draws }: RunPlan): readonly { readonly lane: string; readonly draws: number | null }[] =>
  lanes.map((lane) => ({
    lane,
    draws: pipe(
      draws,
      E.match(
        () => null,
        (list) => list.filter((draw) => draw.lane === lane).length,
      ),
    ),
  }))

const callsOf = ({ calls }: RunPlan): number | null =>
  pipe(
    calls,
    E.match(
      () => null,
      (count) => count,
    ),
  )

/** The sigmas that x goes down; of a solver that chooses them, the range that it is given. */
const levelsOf = ({ intervals, from: highest }: RunPlan, sigmas: readonly number[]): readonly number[] => {
  if (intervals === null) return [...(highest === null ? [] : [highest]), ...sigmas.slice(-2)]
  return [...intervals.slice(0, 1).map(({ from }) => from), ...intervals.map(({ to }) => to)]
}

const lanesLine = (plan: RunPlan): string => {
  const lanes = lanesOf(plan).map(({ lane, draws }) => (draws === null ? lane : `${lane} x ${draws}`))
  return lanes.length === 0 ? 'none drawn' : lanes.join(', ')
}

/** How much memory the run takes at its most, where that is predicted. */
const peakLines = (needs: MemoryNeeds | null): readonly string[] =>
  needs === null
    ? []
    : [`peak       about ${gigabytes(needs.peak)} of memory at most, ${gigabytes(needs.model)} of it the model`]

const atWill = 'as many as the solver needs'

/** The chain, calls, memory, noise and schedule of a recipe that is ready, which is not rendered. */
export const explain = (job: Job, settings: Settings): Outcome => {
  const { plan, piece, sampler, sigmas, recipe } = job
  const levels = levelsOf(plan, sigmas)
  const needs = needsOf(job, settings)
  const calls = callsOf(plan)
  const rate = piece.frameRate === null ? '' : `, ${show(piece.frameRate)} frames a second`
  const own = plan.intervals === null ? " (the steps between are the solver's own)" : ''
  return done(
    [
      `chain      ${plan.chain}`,
      `sampler    ${sampler.name}: ${sampler.family}, order ${sampler.order}; ${sampler.reference}`,
      `latents    ${piece.shape.join(' x ')} (batch x channels x frames)${rate}`,
      ...piece.remarks,
      `steps      ${plan.intervals === null ? atWill : plan.intervals.length}`,
      `calls      ${calls === null || recipe.reuse === undefined ? '' : 'at most '}${calls ?? atWill}, of the model`,
      `memory     ${plan.memory} past estimate${plan.memory === 1 ? '' : 's'} read by a step`,
      ...peakLines(needs),
      `noise      ${recipe.noise}, seed ${recipe.seed}: ${lanesLine(plan)}`,
      `schedule   ${recipe.schedule}: ${levels.map(show).join(' ')}${own}`,
    ],
    {
      ...recordOf(job, null),
      memory: plan.memory,
      peakBytes: needs === null ? null : Math.ceil(needs.peak),
      calls,
      lanes: lanesOf(plan),
      sigmas: levels,
      adaptive: plan.intervals === null,
    },
  )
}
