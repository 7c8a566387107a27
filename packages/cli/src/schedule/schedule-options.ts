import type { ScheduleName } from '@sigmastream/pipeline'
import {
  maxSteps,
  oneOf,
  positive,
  scheduleNames,
  sigmaLevel,
  sigmaList,
  wholeNumber,
} from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import { textOf } from '../options/decode.js'

const oneName = oneOf(scheduleNames)

/** Names of schedules, written with commas. */
const names: t.Type<readonly ScheduleName[], string, unknown> = new t.Type(
  `one or several of ${Object.keys(scheduleNames).join(', ')}, with commas between them`,
  t.readonlyArray(oneName).is,
  (typed, context) =>
    t.readonlyArray(oneName).validate(
      String(typed)
        .split(',')
        .map((name) => name.trim()),
      context,
    ),
  (list) => list.join(','),
)

/** The options of `sigmastream schedule`. */
export const ScheduleOptions = t.intersection([
  t.type({ force: t.boolean }),
  t.partial({
    schedule: names,
    steps: wholeNumber(1, maxSteps),
    frames: wholeNumber(1, 2 ** 24),
    sigmas: sigmaList(maxSteps + 1),
    sigmaMin: sigmaLevel,
    sigmaMax: sigmaLevel,
    shift: positive('a factor'),
    output: textOf('the name of a file'),
    plot: textOf('the name of a file'),
  }),
])

/** See the codec of the same name. */
export type ScheduleOptions = t.TypeOf<typeof ScheduleOptions>

/** The levels of Stable Audio Open, so that the command alone shows a schedule that is in use. */
export const stableAudioLevels = { sigmaMin: 0.3, sigmaMax: 500 }

/** The schedule that is shown where nobody names one. */
export const usualSchedule: ScheduleName = 'polyexponential'

/** How many steps the schedules that are shown have where nobody says. */
export const usualSteps = 50

/** How long the latents are for schedules that go by length, where nobody says. */
export const usualFrames = 256
