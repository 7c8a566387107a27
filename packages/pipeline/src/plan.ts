import { andThen, type Interval, type Latent, type Mask, type PlanResult, plan, type Step } from '@sigmastream/core'
import {
  edit,
  inpaint,
  invert,
  louderStart,
  posteriorInpaint,
  project,
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
import { intervalsOf } from './intervals.js'
import type { LatentTask, LatentTransfer } from './latent-task.js'

/**
 * What the plan of a task is made of: a sampler, the error up to which it reuses answers (`null` never), falling sigmas,
 * the task, and how loud noise alone is at the start.
 */
export interface TaskPlan {
  readonly sampler: SamplerName
  readonly reuse: number | null
  readonly sigmas: readonly number[]
  /** Whether the sigmas may rise, as those of one schedule do. */
  readonly mayRise?: boolean
  readonly task: LatentTask
  readonly startScale: number
  /** What the model's guidance makes of a step; the step itself where it is left out. */
  readonly stepUnder?: (step: Step) => Step
  /** By how many frames a loop is turned at an interval; left out where there is none. */
  readonly shift?: (at: Interval) => number
}

/**
 * The plan of a task on a reference `[batch, channels, frames]`. Refused: what the plan, the task or its window is
 * refused for.
 */
export const taskPlan = (parts: TaskPlan, reference: Latent): PlanResult => {
  const { sampler, reuse, sigmas, task, mayRise, startScale, stepUnder = (step) => step, shift } = parts
  const under = (base: Step): Step => {
    const own = stepUnder(base)
    const saving = reuse === null ? own : withReuse(reuse, own)
    return shift === undefined ? saving : withRoll(shift, saving)
  }
  const step = under(samplers[sampler]())
  const schedule = mayRise === true ? { sigmas, mayRise } : sigmas
  const planWith = (other: typeof step): PlanResult => plan({ step: other, schedule, shape: reference.shape })
  const started = (given: PlanResult): PlanResult => (startScale === 1 ? given : louderStart(given, startScale))
  switch (task._tag) {
    case 'Generate':
      return started(planWith(step))
    case 'Inpaint': {
      const { mask, paint, method, resampling, strength, count } = task
      const from = (given: PlanResult): PlanResult => styleTransfer(given, reference, strength, count)
      const again = (base: Step): Step => (resampling === null ? base : withResampling(resampling, base))
      if (method === 'native') return from(started(planWith(again(step))))
      if (method === 'posterior') return from(started(planWith(again(under(posteriorInpaint(reference, mask))))))
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
