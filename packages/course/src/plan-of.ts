import {
  doubleCount,
  fromLatent,
  type Latent,
  type PaintWindow,
  type Plan,
  type PlanResult,
  plan,
  type Step,
} from '@sigmastream/core'
import { euler, inpaint, styleTransfer, variableInpaint } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseRun } from './graded-runs.js'
import { generateInpaintingMask } from './notebook-functions.js'
import { type CourseSettings, scheduleOf } from './settings.js'

/** What every run starts from: x `[1, channels, frames]` at the level of the first sigma, and frames a second. */
export interface RunStart {
  readonly x: Latent
  readonly frameRate: number
}

/** What a run is made from: `reference` is of the shape of x. */
interface RunMaterial extends RunStart {
  readonly reference: Latent
}

/** The notebook compares a step with both bounds, so a window reaches as far as there are steps. */
const windowWithin = ({ start, end }: PaintWindow, steps: number): PaintWindow => ({
  start: Math.min(start, steps),
  end: Math.min(end, steps),
})

const stepOf = ({ task }: CourseRun, { reference, frameRate }: RunMaterial, steps: number): Step => {
  if (task._tag !== 'Inpaint') return euler()
  const window = task.window === null ? null : windowWithin(task.window, steps)
  const mask = generateInpaintingMask(reference, task.region.from, task.region.to, frameRate)
  return window === null
    ? inpaint(euler(), reference, mask)
    : variableInpaint(euler(), reference, mask, window.start, window.end)
}

/** x is as given, and the noise that the set-up draws for it is thrown away: the draw stays declared. */
const startingAt = (of: Plan, x: Latent): Plan => ({
  ...of,
  start: { ...fromLatent(x, of.later(0).slot), draws: of.start.draws },
})

/**
 * A run of the notebook as a plan, its draws those of the notebook from the moment at which the set-up seeds the
 * generator. Refused: a schedule without steps, a region that is not within the sound.
 */
export const planOf = (of: CourseRun, material: RunMaterial, settings: CourseSettings): PlanResult => {
  const planned = plan({
    step: stepOf(of, material, settings.steps),
    schedule: scheduleOf(settings),
    shape: material.x.shape,
  })
  return of.task._tag === 'StyleTransfer'
    ? styleTransfer(planned, material.reference, of.task.strength, doubleCount)
    : pipe(
        planned,
        E.map((one) => startingAt(one, material.x)),
      )
}
