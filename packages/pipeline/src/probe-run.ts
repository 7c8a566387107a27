import { callsOf, constant, type Denoiser, type NoiseSource, run, type Shape } from '@sigmastream/core'
import { either as E, type task as T } from 'fp-ts'
import type { Job } from './job.js'
import type { LatentTask } from './latent-task.js'
import { taskPlan } from './plan.js'

const oneValue: Shape = [1, 1, 1]

const silence: NoiseSource = ({ shape }) => constant(shape, 0)

/** The task with as many steps on one value: a mask asks nothing, and a curve begins where the least of it does. */
const onOneValue = (task: LatentTask): LatentTask => {
  if (task._tag === 'Generate') return task
  if (task._tag === 'Vary') return { ...task, levels: null }
  const { strength, count } = task
  const lowest = typeof strength === 'number' ? strength : strength.reduce((one, other) => Math.min(one, other))
  return task._tag === 'Edit' ? { ...task, strength: lowest } : { _tag: 'Restyle', strength: lowest, count }
}

/**
 * Runs a job on one value, with a denoiser that answers at once and sees every call, and without reuse, which asks for
 * fewer. Whether it came to its end: `false` for a solver that chooses its calls by the answers, which is not run.
 */
export const probeRun =
  ({ parts }: Job, denoiser: Denoiser): T.Task<boolean> =>
  async () => {
    const probed = taskPlan({ ...parts, task: onOneValue(parts.task), reuse: null }, constant(oneValue, 0))
    return E.isRight(callsOf(probed)) && E.isRight(await run(probed, { denoiser, noise: silence })())
  }
