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
import { type CliError, fromSampleError, usage } from './errors.js'

const ramps: Readonly<Record<'polyexponential' | 'karras' | 'exponential' | 'linear', (ramp: Ramp) => Schedule>> = {
  polyexponential,
  karras,
  exponential,
  linear,
}

/** Every schedule by name. */
export const schedules = { ...ramps, vp }

/** The name of a schedule. */
export type ScheduleName = keyof typeof schedules

/** The largest number of steps that the command line runs. */
export const maxSteps = 10_000

/** What was asked of a schedule; levels that were not given are taken from `defaults`. */
export interface AskedSchedule {
  readonly schedule: ScheduleName
  readonly steps: number
  readonly sigmaMin?: number
  readonly sigmaMax?: number
}

/** The noise levels that a model is made for. */
export interface SigmaDefaults {
  readonly sigmaMin: number
  readonly sigmaMax: number
}

/**
 * The falling sigmas of a schedule, `steps` of them and a 0. A usage error: a range that is no range, or one for `vp`,
 * whose levels follow from its time alone.
 */
export const sigmasOf = (
  { schedule, steps, sigmaMin, sigmaMax }: AskedSchedule,
  defaults: SigmaDefaults,
): E.Either<CliError, readonly number[]> => {
  if (schedule === 'vp')
    return sigmaMin === undefined && sigmaMax === undefined
      ? pipe(sigmasIn(vp({ steps })), E.mapLeft(fromSampleError))
      : E.left(
          usage(
            '--schedule vp has levels of its own: leave out --sigma-min, --sigma-max and --noise-level, or give another schedule',
          ),
        )
  return pipe(
    sigmasIn(
      ramps[schedule]({ steps, sigmaMin: sigmaMin ?? defaults.sigmaMin, sigmaMax: sigmaMax ?? defaults.sigmaMax }),
    ),
    E.mapLeft(fromSampleError),
  )
}
