import { combine, type Latent, type Plan, type PlanResult, plan, type Step } from '@sigmastream/core'
import { inpaint, styleTransfer, variableInpaint } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** The steps `start <= step < end` on which an inpainting projects; what is not given is the run's own start or end. */
export interface PaintWindow {
  readonly start?: number
  readonly end?: number
}

/**
 * What is made of the reference; `Generate` reads none. `Vary` starts from it, noised to the first sigma of the
 * schedule.
 */
export type Task =
  | { readonly _tag: 'Generate' }
  | { readonly _tag: 'Inpaint'; readonly mask: Latent; readonly paint: PaintWindow | null }
  | { readonly _tag: 'Restyle'; readonly strength: number }
  | { readonly _tag: 'Vary' }

/** Started from the reference, and noise of the first sigma added to it: `init_noise_level` of stable-audio-tools. */
const varied = (of: Plan, reference: Latent): Plan => ({
  ...of,
  start: {
    draws: of.start.draws,
    carry: (noise) => {
      const carry = of.start.carry(noise)
      return { ...carry, x: combine([1, reference], [1, carry.x]) }
    },
  },
})

/**
 * Started from noise louder than the first sigma: `init_noise_sigma` of diffusers' `CosineDPMSolverMultistepScheduler`.
 */
const louder = (of: Plan, scale: number): Plan => ({
  ...of,
  start: {
    draws: of.start.draws,
    carry: (noise) => {
      const carry = of.start.carry(noise)
      return { ...carry, x: combine([scale, carry.x]) }
    },
  },
})

/** What a run of a step is made of: falling sigmas, and how loud noise alone is at the start. */
export interface TaskParts {
  readonly step: Step
  readonly sigmas: readonly number[]
  readonly task: Task
  readonly startScale: number
}

/**
 * The plan of a task, on a reference of its shape. Refused: what the plan, the task or its window is refused for.
 */
export const planOf = ({ step, sigmas, task, startScale }: TaskParts, reference: Latent): PlanResult => {
  const planWith = (other: Step): PlanResult => plan({ step: other, schedule: sigmas, shape: reference.shape })
  const started = (given: PlanResult): PlanResult =>
    startScale === 1
      ? given
      : pipe(
          given,
          E.map((one) => louder(one, startScale)),
        )
  switch (task._tag) {
    case 'Generate':
      return started(planWith(step))
    case 'Inpaint': {
      const { mask, paint } = task
      if (paint === null) return started(planWith(inpaint(step, reference, mask)))
      return pipe(
        planWith(step),
        E.flatMap(({ intervals }) => {
          const end = paint.end ?? (typeof intervals === 'function' ? Number.MAX_SAFE_INTEGER : intervals.length)
          return started(planWith(variableInpaint(step, reference, mask, paint.start ?? 0, end)))
        }),
      )
    }
    case 'Restyle':
      return styleTransfer(started(planWith(step)), reference, task.strength)
    case 'Vary':
      return pipe(
        planWith(step),
        E.map((one) => varied(one, reference)),
      )
  }
}
