import {
  exponential,
  karras,
  linear,
  logSnr,
  polyexponential,
  type Ramp,
  type Schedule,
  sigmasOf as sigmasIn,
  vp,
} from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import { field, words } from './words.js'

/** The noise levels that a schedule is made between. */
export interface Levels {
  readonly sigmaMin: number
  readonly sigmaMax: number
}

/** The levels that a schedule is asked for, each `null` where nobody asks. */
export type AskedLevels = { readonly [K in keyof Levels]: Levels[K] | null }

/** A schedule from the level that it begins at down to 0; from pure noise where it is told none. */
type Descent = (asked: { readonly steps: number; readonly sigmaMin?: number; readonly sigmaMax?: number }) => Schedule

/** Schedules that are made between two levels. */
const ramps = { polyexponential, karras, exponential, linear } satisfies Readonly<
  Record<string, (ramp: Ramp) => Schedule>
>

/** Schedules of flow models, which have levels of their own and begin lower where they are told to. */
const descents = { 'log-snr': logSnr } satisfies Readonly<Record<string, Descent>>

/** Every schedule by name. */
export const scheduleNames = { ...ramps, ...descents, vp }

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleNames

const isRamp = (schedule: ScheduleName): schedule is keyof typeof ramps => schedule in ramps

/** The levels of a schedule: those that are asked for, and the conventions' where it has none of its own. */
export const levelsOf = (
  schedule: ScheduleName,
  { sigmaMin, sigmaMax }: AskedLevels,
  conventions: Levels,
): AskedLevels =>
  isRamp(schedule)
    ? { sigmaMin: sigmaMin ?? conventions.sigmaMin, sigmaMax: sigmaMax ?? conventions.sigmaMax }
    : { sigmaMin, sigmaMax }

/** The lowest sigma of a variation that begins below the model's own lowest, as a part of where it begins. */
const lowestPart = 0.05

/**
 * The levels of a variation from `noiseLevel` down. Below the model's own lowest it ends lower than that, unless the
 * schedule knows where it ends, or the lowest is asked for.
 */
export const variationLevels = (
  schedule: ScheduleName,
  noiseLevel: number,
  sigmaMin: number | null,
  conventions: Levels,
): E.Either<RenderError, AskedLevels> => {
  if (!isRamp(schedule)) return E.right({ sigmaMin, sigmaMax: noiseLevel })
  const lowest = sigmaMin ?? Math.min(conventions.sigmaMin, noiseLevel * lowestPart)
  return noiseLevel > lowest
    ? E.right({ sigmaMin: lowest, sigmaMax: noiseLevel })
    : refuseRecipe('noiseLevel', words`${field('noiseLevel')} is ${noiseLevel}`, [
        `give ${2 * lowest} or more: the lowest sigma is ${lowest}`,
      ])
}

const scheduleOf = (
  schedule: ScheduleName,
  steps: number,
  { sigmaMin, sigmaMax }: AskedLevels,
): E.Either<RenderError, Schedule> => {
  if (isRamp(schedule))
    return sigmaMin === null || sigmaMax === null
      ? refuseRecipe(
          'schedule',
          words`${field('schedule')} ${schedule} has no levels`,
          words`give ${field('sigmaMax')}`,
        )
      : E.right(ramps[schedule]({ steps, sigmaMin, sigmaMax }))
  if (schedule !== 'vp')
    return E.right(
      descents[schedule]({
        steps,
        ...(sigmaMin === null ? {} : { sigmaMin }),
        ...(sigmaMax === null ? {} : { sigmaMax }),
      }),
    )
  return sigmaMin === null && sigmaMax === null
    ? E.right(vp({ steps }))
    : refuseRecipe(
        'schedule',
        words`${field('schedule')} vp has levels of its own`,
        words`leave out ${field('sigmaMin')}, ${field('sigmaMax')} and ${field('noiseLevel')}, or give another schedule`,
      )
}

/**
 * The falling sigmas of a schedule, `steps` of them and a 0. Refused: a range that is no range, levels where the
 * schedule has its own, none where it has not; `of` is the level that is to blame for a range.
 */
export const sigmasOf = (
  schedule: ScheduleName,
  steps: number,
  levels: AskedLevels,
  of: keyof Levels | 'noiseLevel' = 'sigmaMax',
): E.Either<RenderError, readonly number[]> =>
  pipe(
    scheduleOf(schedule, steps, levels),
    E.flatMap((made) =>
      pipe(
        sigmasIn(made),
        E.mapLeft((error) => fromSampleError(error, of)),
      ),
    ),
  )
