import type { Refused } from '@sigmastream/core'
import { type Schedule, sigmasOf as sigmasIn } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import { descents, isRamp, ramps, type ScheduleName, takes } from './schedule-names.js'
import { field, type Words, words } from './words.js'

/** The noise levels that a schedule is made between. */
export interface Levels {
  readonly sigmaMin: number
  readonly sigmaMax: number
}

/** The levels that a schedule is asked for, each `null` where nobody asks. */
export type AskedLevels = { readonly [K in keyof Levels]: Levels[K] | null }

/** The levels of a schedule: those that are asked for, and the conventions' where it has none of its own. */
export const levelsOf = (
  schedule: ScheduleName,
  { sigmaMin, sigmaMax }: AskedLevels,
  conventions: Levels,
): AskedLevels =>
  isRamp(schedule)
    ? { sigmaMin: sigmaMin ?? conventions.sigmaMin, sigmaMax: sigmaMax ?? conventions.sigmaMax }
    : { sigmaMin, sigmaMax }

/** The level that is to blame where a schedule cannot be made: the one that was asked for. */
export const blamedLevel = ({ sigmaMin, sigmaMax }: AskedLevels): keyof Levels =>
  sigmaMax === null && sigmaMin !== null ? 'sigmaMin' : 'sigmaMax'

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

/**
 * What a schedule is asked for: so many steps between levels; the frames of the latents, for shifts by length, and the
 * factor of flux-shift, where it is not the usual.
 */
export interface ScheduleRequest extends AskedLevels {
  readonly schedule: ScheduleName
  readonly steps: number
  readonly frames: number
  readonly shift?: number
}

/** Refused: what is asked of a schedule that does not take it. */
const checkAsked = ({ schedule, sigmaMin, sigmaMax, shift }: ScheduleRequest): E.Either<RenderError, void> => {
  if (shift !== undefined && !takes(schedule, 'shift'))
    return refuseRecipe(
      'shift',
      words`${field('shift')} is for ${field('schedule')} flux-shift, and this is ${schedule}`,
      ['leave one of them out'],
    )
  const refuseLevels = (has: string, stray: Words): E.Either<RenderError, never> =>
    refuseRecipe('schedule', words`${field('schedule')} ${schedule} has ${has} of its own`, [
      ...words`leave out `,
      ...stray,
      ', or give another schedule',
    ])
  if (!takes(schedule, 'sigmaMax') && (sigmaMin !== null || sigmaMax !== null))
    return refuseLevels('levels', words`${field('sigmaMin')}, ${field('sigmaMax')} and ${field('noiseLevel')}`)
  return takes(schedule, 'sigmaMin') || sigmaMin === null
    ? E.right(undefined)
    : refuseLevels('an end', words`${field('sigmaMin')}`)
}

const scheduleOf = ({
  schedule,
  steps,
  sigmaMin,
  sigmaMax,
  frames,
  shift,
}: ScheduleRequest): E.Either<RenderError, Schedule> => {
  if (!isRamp(schedule))
    return E.right(
      descents[schedule].of({
        steps,
        frames,
        ...(shift === undefined ? {} : { alpha: shift }),
        ...(sigmaMin === null ? {} : { sigmaMin }),
        ...(sigmaMax === null ? {} : { sigmaMax }),
      }),
    )
  return sigmaMin === null || sigmaMax === null
    ? refuseRecipe('schedule', words`${field('schedule')} ${schedule} has no levels`, words`give ${field('sigmaMax')}`)
    : E.right(ramps[schedule]({ steps, sigmaMin, sigmaMax }))
}

/** A refusal of the library, with the function that it advises by the name that recipes have for it. */
const inNames = (error: Refused, schedule: ScheduleName): Refused => ({
  ...error,
  right: error.right.replace('shiftedFromLevel', `${schedule}-from-level`),
})

/**
 * The falling sigmas of a schedule, `steps` of them and a 0. Refused: a range that is no range, levels where the
 * schedule has its own, none where it has not, a list that would rise; `of` is the level that is to blame for a range.
 */
export const sigmasOf = (
  request: ScheduleRequest,
  of: keyof Levels | 'noiseLevel' = 'sigmaMax',
): E.Either<RenderError, readonly number[]> =>
  pipe(
    checkAsked(request),
    E.flatMap(() => scheduleOf(request)),
    E.flatMap((made) =>
      pipe(
        sigmasIn(made),
        E.mapLeft((error) => fromSampleError(inNames(error, request.schedule), of)),
      ),
    ),
  )
