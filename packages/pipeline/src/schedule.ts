import {
  exponential,
  karras,
  linear,
  polyexponential,
  type Ramp,
  type Schedule,
  sigmasOf as sigmasIn,
  vp,
} from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fromSampleError, type RenderError, refused } from './errors.js'
import { field, words } from './words.js'

const ramps: Readonly<Record<'polyexponential' | 'karras' | 'exponential' | 'linear', (ramp: Ramp) => Schedule>> = {
  polyexponential,
  karras,
  exponential,
  linear,
}

/** Every schedule by name. */
export const scheduleNames = { polyexponential: null, karras: null, exponential: null, linear: null, vp: null }

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleNames

/** The largest number of steps of a recipe. */
export const maxSteps = 10_000

/** The noise levels that a schedule is made between. */
export interface Levels {
  readonly sigmaMin: number
  readonly sigmaMax: number
}

/**
 * The falling sigmas of a schedule, `steps` of them and a 0. `levels` are `null` where nobody asked for any of a
 * schedule that has its own. Refused: a range that is no range, or one for `vp`, whose levels follow from its time.
 */
export const sigmasOf = (
  schedule: ScheduleName,
  steps: number,
  levels: Levels | null,
): E.Either<RenderError, readonly number[]> => {
  if (schedule === 'vp')
    return levels === null
      ? pipe(sigmasIn(vp({ steps })), E.mapLeft(fromSampleError))
      : refused(
          'schedule',
          words`${field('schedule')} vp has levels of its own`,
          words`leave out ${field('sigmaMin')}, ${field('sigmaMax')} and ${field('noiseLevel')}, or give another schedule`,
        )
  return levels === null
    ? refused('schedule', words`${field('schedule')} ${schedule} has no levels`, words`give ${field('sigmaMax')}`)
    : pipe(sigmasIn(ramps[schedule]({ steps, ...levels })), E.mapLeft(fromSampleError))
}
