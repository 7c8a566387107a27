import {
  blamedLevel,
  levelsOf,
  listSigmas,
  type ScheduleName,
  scheduleNotes,
  sigmasOf,
  textOf,
} from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import type { Io } from '../io.js'
import { optionName } from '../options/option-name.js'
import { type ScheduleOptions, stableAudioLevels, usualFrames, usualSchedule, usualSteps } from './schedule-options.js'
import { checkStray } from './stray-options.js'

/** A schedule as it is shown. */
export interface ShownSchedule {
  readonly name: string
  readonly sigmas: readonly number[]
  /** What of it is other than it was asked for, a sentence each. */
  readonly notes: readonly string[]
}

/** Schedules beside each other, at least one. */
export type ScheduleList = readonly [ShownSchedule, ...ShownSchedule[]]

/** How many steps a schedule has. */
export const stepsOf = ({ sigmas }: ShownSchedule): number => sigmas.length - 1

/** A schedule by its name, between the levels that were typed or Stable Audio Open's. */
const namedSchedule =
  ({ steps = usualSteps, frames = usualFrames, shift, sigmaMin, sigmaMax }: ScheduleOptions, { signal }: Io) =>
  (schedule: ScheduleName): E.Either<CliError, ShownSchedule> => {
    const asked = { sigmaMin: sigmaMin ?? null, sigmaMax: sigmaMax ?? null }
    const levels = levelsOf(schedule, asked, stableAudioLevels)
    return pipe(
      sigmasOf(
        {
          schedule,
          steps,
          frames,
          ...levels,
          ...(shift === undefined ? {} : { shift }),
        },
        blamedLevel(asked),
      ),
      E.bimap(
        (error) => fromRenderError(error, signal),
        (sigmas) => ({
          name: schedule,
          sigmas,
          notes: scheduleNotes({ schedule, steps, ...levels }, sigmas).map((sentence) => textOf(sentence, optionName)),
        }),
      ),
    )
  }

/** The list that was given, if one was. */
const listedSchedule = ({ sigmas }: ScheduleOptions, { signal }: Io): E.Either<CliError, readonly ShownSchedule[]> =>
  sigmas === undefined
    ? E.right([])
    : pipe(
        listSigmas(sigmas),
        E.bimap(
          (error) => fromRenderError(error, signal),
          (falling) => [{ name: 'list', sigmas: falling, notes: [] }],
        ),
      )

/** What is asked for, in that order, and the list behind it. Errors: usage. */
export const schedulesOf = (options: ScheduleOptions, io: Io): E.Either<CliError, ScheduleList> => {
  const { schedule = options.sigmas === undefined ? [usualSchedule] : [] } = options
  return pipe(
    checkStray(options),
    E.flatMap(() => E.Do),
    E.bind('named', () => pipe(schedule, E.traverseArray(namedSchedule(options, io)))),
    E.bind('listed', () => listedSchedule(options, io)),
    E.flatMap(({ named, listed }) => {
      const [first, ...others] = [...named, ...listed]
      return first === undefined ? E.left(usage('no schedule: give --schedule')) : E.right([first, ...others])
    }),
  )
}
