import type { CourseProgress } from '@sigmastream/course'
import type { Io } from '../io.js'
import { displayOf, duration } from '../run/progress.js'

/** Shows how far all runs are; `end` leaves the terminal as it was found. */
export interface ProgressOfAll {
  readonly step: (at: CourseProgress) => void
  readonly end: () => void
}

/** Run, step and time left of the exercises, on standard error. The time counts from the first step that is seen. */
export const exercisesProgress = (io: Io): ProgressOfAll => {
  const { show, end } = displayOf(io)
  let begun: { readonly at: number; readonly fraction: number } | null = null
  return {
    step: ({ run, finished, runs, step, steps }) => {
      const fraction = (finished + step / steps) / runs
      const from = begun ?? { at: io.now(), fraction }
      begun = from
      const done = fraction - from.fraction
      const left = done > 0 ? `  ${duration(((io.now() - from.at) * (1 - fraction)) / done)} left` : ''
      show(fraction, `run ${finished + 1} of ${runs}, ${run}  step ${step}/${steps}${left}`)
    },
    end,
  }
}
