import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { map, type Observable } from 'rxjs'
import {
  callsOf,
  checked,
  combine,
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
import { frames } from '@sigmastream/core/observe'
import { type Entry, inpaint, styleTransfer, variableInpaint } from '@sigmastream/samplers'

/** The steps `start <= step < end` on which an inpainting projects; what is not given is the run's own start or end. */
export interface PaintWindow {
  readonly start?: number
  readonly end?: number
}

/** What is made of the reference. `Vary` starts from it, noised to the first sigma of the schedule. */
export type Task =
  | { readonly _tag: 'Inpaint'; readonly mask: Latent; readonly paint: PaintWindow | null }
  | { readonly _tag: 'Restyle'; readonly strength: number }
  | { readonly _tag: 'Vary' }

/** How many steps an adaptive solver has accepted and rejected so far. */
const Counts = t.type({ accepted: t.number, rejected: t.number })

/** What the command line looks at in a frame, whatever the private state of its sampler. */
export interface View {
  readonly at: Interval
  readonly x: Latent
  readonly denoised: Latent | null
  /** A step that an adaptive solver rejected: x has not moved. */
  readonly held: boolean
  readonly counts: t.TypeOf<typeof Counts> | null
}

/** A plan with its task applied, ready to be explained or run. `intervals` is `null` where they are chosen while it runs. */
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

const viewOf = <S>({ at, carry: { x, slot, held }, denoised }: Frame<S>): View => ({
  at,
  x,
  denoised,
  held: held === true,
  counts: Counts.is(slot) ? { accepted: slot.accepted, rejected: slot.rejected } : null,
})

/** Started from the reference, and noise of the first sigma added to it: `init_noise_level` of stable-audio-tools. */
const varied = <S>(plan: Plan<S>, reference: Latent): Plan<S> => ({
  ...plan,
  start: {
    draws: plan.start.draws,
    carry: (noise) => {
      const carry = plan.start.carry(noise)
      return { ...carry, x: combine([1, reference], [1, carry.x]) }
    },
  },
})

const applied = <S>(task: Task, reference: Latent, plan: Plan<S>): E.Either<Refused, Plan<S>> => {
  switch (task._tag) {
    case 'Inpaint': {
      const { mask, paint } = task
      const end = paint?.end ?? Math.min(plan.steps, Number.MAX_SAFE_INTEGER)
      const step =
        paint === null ? inpaint(plan.step, reference, mask) : variableInpaint(plan.step, reference, mask, paint.start ?? 0, end)
      return checked({ ...plan, step })
    }
    case 'Restyle':
      return styleTransfer(plan, reference, task.strength)
    case 'Vary':
      return E.right(varied(plan, reference))
  }
}

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

const sealed = <S>(plan: Plan<S>): Job => ({
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

/** A sampler of the catalogue on a task, over falling sigmas. Refused: what the plan, the task or its window is refused for. */
export const jobOf = (entry: Entry, sigmas: readonly number[], reference: Latent, task: Task): E.Either<Refused, Job> =>
  pipe(
    entry.plan(sigmas, reference.shape, (plan) => pipe(applied(task, reference, plan), E.map(sealed))),
    E.flatten,
  )
