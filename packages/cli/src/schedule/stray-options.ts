import { either as E } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import { optionName } from '../options/option-name.js'
import type { ScheduleOptions } from './schedule-options.js'

/** What a list of sigmas says already, where no schedule is named beside it. */
const saidByList = ['steps', 'sigmaMin', 'sigmaMax', 'shift'] as const

/** Refused: options that would do nothing, beside a list alone or with schedules that do not go by length. */
export const checkStray = (options: ScheduleOptions): E.Either<CliError, void> => {
  const { schedule = [], sigmas, frames } = options
  const said = saidByList.find((name) => options[name] !== undefined)
  if (sigmas !== undefined && schedule.length === 0 && said !== undefined)
    return E.left(usage(`--sigmas is the whole schedule: it says ${optionName(said)}: leave one of them out`))
  return frames === undefined || schedule.some((name) => name.startsWith('full-shift'))
    ? E.right(undefined)
    : E.left(
        usage(
          '--frames is for schedules that go by length: leave it out, or give --schedule full-shift or full-shift-from-level',
        ),
      )
}
