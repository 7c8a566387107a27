import {
  callsOf,
  type Draw,
  drawsOf,
  type Engine,
  type Frame,
  type Interval,
  type Latent,
  type Plan,
  type Refused,
  type SampleError,
  startOf,
} from '@sigmastream/core'
import { frames } from '@sigmastream/core/stream'
import { reusing, type SamplerName, samplers, stepCounts } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { map, type Observable } from 'rxjs'
import { planOf, type Task } from './task.js'

/** What the command line looks at in a frame, whatever the private state of its sampler. */
export interface View {
  readonly at: Interval
  readonly x: Latent
  readonly denoised: Latent | null
  /** A step that an adaptive solver rejected: x has not moved. */
  readonly held: boolean
  readonly counts: ReturnType<typeof stepCounts>
}

/**
 * A plan with its task applied, ready to be explained or run. `intervals` is `null` where they are chosen while it
 * runs.
 */
export interface Job {
  readonly chain: string
  readonly memory: number
  readonly intervals: readonly Interval[] | null
  /** The sigma of the noise that it starts with; `null` where it starts without. */
  readonly from: number | null
  readonly calls: E.Either<Refused, number>
  readonly draws: E.Either<Refused, readonly Draw[]>
  /** The lanes of noise that it draws from. */
  readonly lanes: readonly string[]
  /** x before the first step: the result of a run without steps. */
  readonly start: (engine: Engine) => E.Either<SampleError, Latent>
  /** The run, one frame for each emission of `pace` after the first. */
  readonly frames: (engine: Engine, pace: Observable<unknown>) => Observable<View>
}

const viewOf = ({ at, carry, denoised }: Frame): View => ({
  at,
  x: carry.x,
  denoised,
  held: carry.held === true,
  counts: stepCounts(carry),
})

const inside: Interval = { index: 0, of: 1, from: 2, to: 1 }

/** Of the draws that are known; where steps are chosen on the way, of any step inside the schedule. */
const lanesOf = (plan: Plan): readonly string[] => {
  const lanes = pipe(
    drawsOf(plan),
    E.match(
      () => [...plan.start.draws.map(({ lane }) => lane), ...plan.step.draws(inside)],
      (draws) => draws.map(({ lane }) => lane),
    ),
  )
  return [...new Set(lanes)]
}

const sealed = (plan: Plan): Job => ({
  chain: plan.step.name,
  memory: plan.step.memory,
  intervals: typeof plan.intervals === 'function' ? null : plan.intervals,
  from: plan.start.draws.at(-1)?.at.from ?? null,
  calls: callsOf(plan),
  draws: drawsOf(plan),
  lanes: lanesOf(plan),
  start: (engine) =>
    pipe(
      startOf(plan, engine),
      E.map(({ x }) => x),
    ),
  frames: (engine, pace) => frames(plan, engine, { pace }).pipe(map(viewOf)),
})

/**
 * What a job is made of: a sampler of the catalogue, the error up to which it reuses answers, falling sigmas, a task,
 * and how loud noise alone is at the start.
 */
export interface JobParts {
  readonly sampler: SamplerName
  readonly reuse: number | null
  readonly sigmas: readonly number[]
  readonly task: Task
  readonly startScale: number
}

/** A job on a reference `[batch, channels, frames]`. Refused: what the plan, the task or its window is refused for. */
export const jobOf = (
  { sampler, reuse, sigmas, task, startScale }: JobParts,
  reference: Latent,
): E.Either<Refused, Job> => {
  const own = samplers[sampler]()
  const step = reuse === null ? own : reusing(reuse, own)
  return pipe(planOf({ step, sigmas, task, startScale }, reference), E.map(sealed))
}
