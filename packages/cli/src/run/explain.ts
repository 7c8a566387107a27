import { samplers } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { done, type Outcome } from '../outcome.js'
import { show } from '../table.js'
import { version } from '../version.js'
import type { Job } from './job.js'
import { gigabytes, needsOf } from './memory.js'
import type { Prepared } from './prepare.js'
import { recordOf } from './record.js'

/** How often each lane is drawn from; `null` where the steps, and so the draws, are chosen while it runs. */
const lanesOf = ({ lanes, draws }: Job): readonly { readonly lane: string; readonly draws: number | null }[] =>
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

const callsOf = ({ calls }: Job): number | null =>
  pipe(
    calls,
    E.match(
      () => null,
      (count) => count,
    ),
  )

/** The sigmas that x goes down; of a solver that chooses them, the range that it is given. */
const levelsOf = ({ intervals, from: highest }: Job, sigmas: readonly number[]): readonly number[] => {
  if (intervals === null) return [...(highest === null ? [] : [highest]), ...sigmas.slice(-2)]
  return [...intervals.slice(0, 1).map(({ from }) => from), ...intervals.map(({ to }) => to)]
}

const lanesLine = (job: Job): string => {
  const lanes = lanesOf(job).map(({ lane, draws }) => (draws === null ? lane : `${lane} x ${draws}`))
  return lanes.length === 0 ? 'none drawn' : lanes.join(', ')
}

/** How much memory the run takes at its most, where that is predicted. */
const peakLines = (needs: ReturnType<typeof needsOf>): readonly string[] =>
  needs === null
    ? []
    : [`peak       about ${gigabytes(needs.peak)} of memory at most, ${gigabytes(needs.model)} of it the model`]

const atWill = 'as many as the solver needs'

/** The chain, calls, memory, noise and schedule of a run that is ready, which is not run. */
export const explain = (prepared: Prepared): Outcome => {
  const {
    job,
    subject,
    sampler,
    sigmas,
    options,
    item: { seed },
  } = prepared
  const levels = levelsOf(job, sigmas)
  const { family, order, reference } = samplers[sampler]()
  const needs = needsOf(prepared)
  const calls = callsOf(job)
  const rate = subject.frameRate === null ? '' : `, ${show(subject.frameRate)} frames a second`
  const own = job.intervals === null ? " (the steps between are the solver's own)" : ''
  return done(
    [
      `chain      ${job.chain}`,
      `sampler    ${sampler}: ${family}, order ${order}; ${reference}`,
      `latents    ${subject.shape.join(' x ')} (batch x channels x frames)${rate}`,
      ...subject.remarks,
      `steps      ${job.intervals === null ? atWill : job.intervals.length}`,
      `calls      ${calls === null || options.reuse === undefined ? '' : 'at most '}${calls ?? atWill}, of the model`,
      `memory     ${job.memory} past estimate${job.memory === 1 ? '' : 's'} read by a step`,
      ...peakLines(needs),
      `noise      ${options.noise}, seed ${seed}: ${lanesLine(job)}`,
      `schedule   ${options.schedule}: ${levels.map(show).join(' ')}${own}`,
    ],
    {
      ...recordOf(version, { prepared, target: null }),
      memory: job.memory,
      peakBytes: needs === null ? null : Math.ceil(needs.peak),
      calls,
      lanes: lanesOf(job),
      sigmas: levels,
      adaptive: job.intervals === null,
    },
  )
}
