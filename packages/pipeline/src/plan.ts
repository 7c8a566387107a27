import {
  andThen,
  type CountRule,
  drawsOf,
  type Interval,
  type Latent,
  type Mask,
  type PaintWindow,
  type Plan,
  type PlanResult,
  plan,
  type Step,
} from '@sigmastream/core'
import { linear } from '@sigmastream/core/schedules'
import {
  edit,
  inpaint,
  invert,
  louderStart,
  posteriorInpaint,
  project,
  type ResamplingCounts,
  replay,
  type SamplerName,
  samplers,
  styleTransfer,
  variableInpaint,
  vary,
  withResampling,
  withReuse,
  withRoll,
} from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** How much of the reference stays, in all frames or in each, and how steps are counted for that. */
interface LatentTransfer {
  readonly strength: number | readonly number[]
  readonly count: CountRule
}

/**
 * A task in latents. `Generate` reads no reference. `Vary` starts from it, noised to the first sigma of the schedule.
 * `Edit` is a run of what is added to it, where the mask is, or everywhere without one; `invert`ed a run on its own noise.
 */
export type LatentTask =
  | { readonly _tag: 'Generate' }
  | (LatentTransfer & {
      readonly _tag: 'Inpaint'
      readonly mask: Mask
      readonly paint: Partial<PaintWindow> | null
      /** By the posterior of each step in place of the sampler's and a projection. */
      readonly posterior: boolean
      /** How often stretches of the steps are walked; `null` is once. */
      readonly resampling: ResamplingCounts | null
    })
  | (LatentTransfer & { readonly _tag: 'Restyle' })
  | {
      readonly _tag: 'Vary'
      /** The noise level up to which each frame is varied; `null` where it is the first for all. */
      readonly levels: readonly number[] | null
    }
  | (LatentTransfer & {
      readonly _tag: 'Edit'
      readonly mask: Mask | null
      readonly invert: boolean
    })

/**
 * What the plan of a task is made of: a sampler, the error up to which it reuses answers (`null` never), falling sigmas,
 * the task, and how loud noise alone is at the start.
 */
export interface TaskPlan {
  readonly sampler: SamplerName
  readonly reuse: number | null
  readonly sigmas: readonly number[]
  readonly task: LatentTask
  readonly startScale: number
  /** What the model's guidance makes of a step; the step itself where it is left out. */
  readonly stepUnder?: (step: Step) => Step
  /** By how many frames a loop is turned at an interval; left out where there is none. */
  readonly shift?: (at: Interval) => number
}

/** The intervals of a plan; `null` where they are chosen while it runs. */
export const intervalsOf = ({ intervals }: Plan): readonly Interval[] | null =>
  typeof intervals === 'function' ? null : intervals

/**
 * The plan of a task on a reference `[batch, channels, frames]`. Refused: what the plan, the task or its window is
 * refused for.
 */
export const taskPlan = (parts: TaskPlan, reference: Latent): PlanResult => {
  const { sampler, reuse, sigmas, task, startScale, stepUnder = (step) => step, shift } = parts
  const under = (base: Step): Step => {
    const own = stepUnder(base)
    const saving = reuse === null ? own : withReuse(reuse, own)
    return shift === undefined ? saving : withRoll(shift, saving)
  }
  const step = under(samplers[sampler]())
  const planWith = (other: typeof step): PlanResult => plan({ step: other, schedule: sigmas, shape: reference.shape })
  const started = (given: PlanResult): PlanResult => (startScale === 1 ? given : louderStart(given, startScale))
  switch (task._tag) {
    case 'Generate':
      return started(planWith(step))
    case 'Inpaint': {
      const { mask, paint, posterior, resampling, strength, count } = task
      const from = (given: PlanResult): PlanResult => styleTransfer(given, reference, strength, count)
      const again = (base: Step): Step => (resampling === null ? base : withResampling(resampling, base))
      if (posterior) return from(started(planWith(again(under(posteriorInpaint(reference, mask))))))
      if (paint === null) return from(started(planWith(inpaint(again(step), reference, mask))))
      return pipe(
        planWith(step),
        E.flatMap((whole) => {
          const end = paint.end ?? intervalsOf(whole)?.length ?? Number.MAX_SAFE_INTEGER
          return from(started(planWith(variableInpaint(step, reference, mask, paint.start ?? 0, end))))
        }),
      )
    }
    case 'Restyle':
      return styleTransfer(started(planWith(step)), reference, task.strength, task.count)
    case 'Vary':
      return vary(planWith(step), reference, task.levels ?? undefined)
    case 'Edit':
      return task.invert ? invertedEdit(parts, task, reference) : edit(planWith(step), task.strength, task.count)
  }
}

/** Where an edit on the reference's own noise starts: from the reference, in noise of the first level. */
const noisedPlan = (parts: TaskPlan, { strength, count }: LatentTransfer, reference: Latent): PlanResult =>
  taskPlan(
    { ...parts, task: strength === 0 ? { _tag: 'Vary', levels: null } : { _tag: 'Restyle', strength, count } },
    reference,
  )

/** The plan by which the noise of the reference is taken from it. Refused: samplers of which there is none to be taken. */
export const takingPlan = (parts: TaskPlan, task: LatentTransfer, reference: Latent): PlanResult =>
  invert(noisedPlan(parts, task, reference), reference)

/** The plan that runs on that noise; outside of the mask the reference is put back at each level. */
const invertedEdit = (
  parts: TaskPlan,
  task: LatentTransfer & { readonly mask: Mask | null },
  reference: Latent,
): PlanResult => {
  const { mask } = task
  return pipe(
    takingPlan(parts, task, reference),
    E.flatMap(() => replay(noisedPlan(parts, task, reference))),
    E.map((own) => (mask === null ? own : { ...own, step: andThen(own.step, project(reference, mask)) })),
  )
}

const inside: Interval = { index: 0, of: 1, from: 2, to: 1 }

/** The lanes of noise that a plan draws from; where steps are chosen on the way, those of any step inside. */
export const lanesOf = (of: Plan): readonly string[] => {
  const lanes = pipe(
    drawsOf(of),
    E.match(
      () => [...of.start.draws.map(({ lane }) => lane), ...of.step.draws(inside)],
      (draws) => draws.map(({ lane }) => lane),
    ),
  )
  return [...new Set(lanes)]
}

/**
 * How many intervals a run of so many steps has: a solver with intervals of its own (dpm-fast spends a budget of calls)
 * has fewer or more, and an adaptive one, which finds them as it goes, endlessly many. What a paint window is counted
 * in.
 */
export const intervalCount = (sampler: SamplerName, steps: number): number =>
  pipe(
    plan({
      step: samplers[sampler](),
      schedule: linear({ steps, sigmaMin: 1, sigmaMax: 2 + steps }),
      shape: [1, 1, 1],
    }),
    E.match(
      () => steps,
      (of) => intervalsOf(of)?.length ?? Infinity,
    ),
  )
