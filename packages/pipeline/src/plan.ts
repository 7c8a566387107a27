import {
  callsOf,
  checked,
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
import { linear } from '@sigmastream/core/schedules'
import { frames } from '@sigmastream/core/stream'
import {
  catalogue,
  type Entry,
  inpaint,
  louderStart,
  reusing,
  styleTransfer,
  variableInpaint,
  vary,
} from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { map, type Observable } from 'rxjs'

/** The steps `start <= step < end` on which an inpainting projects; what is not given is the run's own start or end. */
export interface PaintWindow {
  readonly start?: number
  readonly end?: number
}

/**
 * A task in latents. `Generate` reads no reference. `Vary` starts from it, noised to the first sigma of the schedule.
 */
export type LatentTask =
  | { readonly _tag: 'Generate' }
  | { readonly _tag: 'Inpaint'; readonly mask: Latent; readonly paint: PaintWindow | null }
  | { readonly _tag: 'Restyle'; readonly strength: number }
  | { readonly _tag: 'Vary' }

/** How many steps an adaptive solver has accepted and rejected so far. */
const Counts = t.type({ accepted: t.number, rejected: t.number })

/** One step of a run, whatever the private state of its sampler. */
export interface RunFrame {
  readonly at: Interval
  readonly x: Latent
  /** The estimate of the clean latent; `null` for a step without a model call. */
  readonly denoised: Latent | null
  /** A step that an adaptive solver rejected: x has not moved. */
  readonly held: boolean
  readonly counts: t.TypeOf<typeof Counts> | null
}

/** A plan with its task applied. `intervals` is `null` where they are chosen while it runs. */
export interface RunPlan {
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
  /** The run; with a `pace`, one frame for each of its emissions after the first. */
  readonly frames: (engine: Engine, pace?: Observable<unknown>) => Observable<RunFrame>
}

const frameOf = <S>({ at, carry: { x, slot, held }, denoised }: Frame<S>): RunFrame => ({
  at,
  x,
  denoised,
  held: held === true,
  counts: Counts.is(slot) ? { accepted: slot.accepted, rejected: slot.rejected } : null,
})

const inside: Interval = { index: 0, from: 2, to: 1 }

/** Of the draws that are known; where steps are chosen on the way, of any step inside the schedule. */
const lanesOf = <S>(plan: Plan<S>): readonly string[] => {
  const lanes = pipe(
    drawsOf(plan),
    E.match(
      () => [...plan.start.draws.map(({ lane }) => lane), ...plan.step.draws(inside)],
      (draws) => draws.map(({ lane }) => lane),
    ),
  )
  return [...new Set(lanes)]
}

const sealed = <S>(plan: Plan<S>): RunPlan => ({
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
  frames: (engine, pace) => frames(plan, engine, pace === undefined ? {} : { pace }).pipe(map(frameOf)),
})

const applied = <S>(
  task: LatentTask,
  reference: Latent,
  startScale: number,
  of: Plan<S>,
): E.Either<Refused, Plan<S>> => {
  const plan = startScale === 1 || task._tag === 'Vary' ? of : louderStart(of, startScale)
  switch (task._tag) {
    case 'Generate':
      return E.right(plan)
    case 'Inpaint': {
      const { mask, paint } = task
      const end = paint?.end ?? Math.min(plan.steps, Number.MAX_SAFE_INTEGER)
      const step =
        paint === null
          ? inpaint(plan.step, reference, mask)
          : variableInpaint(plan.step, reference, mask, paint.start ?? 0, end)
      return checked({ ...plan, step })
    }
    case 'Restyle':
      return styleTransfer(plan, reference, task.strength)
    case 'Vary':
      return E.right(vary(plan, reference))
  }
}

/**
 * What a plan is made of: a sampler of the catalogue, the error up to which it reuses answers (`null` never), falling
 * sigmas, a task, and how loud noise alone is at the start.
 */
export interface PlanParts {
  readonly sampler: Entry
  readonly reuse: number | null
  readonly sigmas: readonly number[]
  readonly task: LatentTask
  readonly startScale: number
}

/** The plan on a reference `[batch, channels, frames]`. Refused: what the plan, the task or its window is refused for. */
export const runPlan = (
  { sampler, reuse, sigmas, task, startScale }: PlanParts,
  reference: Latent,
): E.Either<Refused, RunPlan> =>
  pipe(
    sampler.plan(sigmas, reference.shape, (plan) => {
      const step = reuse === null ? plan.step : reusing(reuse, plan.step)
      return pipe(applied(task, reference, startScale, { ...plan, step }), E.map(sealed))
    }),
    E.flatten,
  )

/** The sampler of that name, where there is one. */
export const samplerOf = (name: string): Entry | null => catalogue.find((entry) => entry.name === name) ?? null

/**
 * How many intervals a run of so many steps has: a solver with intervals of its own (dpm-fast spends a budget of calls)
 * has fewer or more, and an adaptive one, which finds them as it goes, endlessly many. What a paint window is counted
 * in.
 */
export const intervalCount = (sampler: string, steps: number): number =>
  pipe(
    linear({ steps, sigmaMin: 1, sigmaMax: 2 + steps }),
    E.flatMap(
      (sigmas) =>
        samplerOf(sampler)?.plan(sigmas, [1, 1, 1], ({ intervals }) =>
          typeof intervals === 'function' ? Infinity : intervals.length,
        ) ?? E.right(steps),
    ),
    E.getOrElse(() => steps),
  )
