import { checked, combine, type Latent, type Plan, type Refused } from '@sigmastream/core'
import { inpaint, styleTransfer, variableInpaint } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'

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

/**
 * Started from noise louder than the first sigma: `init_noise_sigma` of diffusers' `CosineDPMSolverMultistepScheduler`.
 */
const louder = <S>(plan: Plan<S>, scale: number): Plan<S> => ({
  ...plan,
  start: {
    draws: plan.start.draws,
    carry: (noise) => {
      const carry = plan.start.carry(noise)
      return { ...carry, x: combine([scale, carry.x]) }
    },
  },
})

/**
 * A plan with a task applied to it, on a reference of its shape. Refused: what the task or its window is refused for.
 */
export const applied = <S>(
  task: Task,
  reference: Latent,
  startScale: number,
  of: Plan<S>,
): E.Either<Refused, Plan<S>> => {
  const plan = startScale === 1 || task._tag === 'Vary' ? of : louder(of, startScale)
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
      return E.right(varied(plan, reference))
  }
}
