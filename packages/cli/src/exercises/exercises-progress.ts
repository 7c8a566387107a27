import type { CourseEvent, CourseProgress } from '@sigmastream/course'
import { type Io, note } from '../io.js'
import { displayOf, duration } from '../run/progress.js'

/** Shows how far all runs are; `end` leaves the terminal as it was found. */
interface ProgressOfAll {
  readonly step: (at: CourseProgress) => void
  readonly end: () => void
}

/** Run, step and time left of the notebook, on standard error. The time counts from the first step that is seen. */
const progressOfAll = (io: Io): ProgressOfAll => {
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

const runsWord = (count: number): string => (count === 1 ? '1 run is' : `${count} runs are`)

/** What happens while the notebook is answered, in words and as a progress, on standard error. */
export const courseReporter = (io: Io): ((event: CourseEvent) => void) => {
  let progress: ProgressOfAll | null = null
  return (event) => {
    switch (event._tag) {
      case 'Resumed':
        return note(io, `${runsWord(event.runs)} in ${event.folder} from before`)
      case 'Encoding':
        note(io, 'encoding the references and the prompts')
        progress = progressOfAll(io)
        return
      case 'Progress':
        return progress?.step(event)
      case 'RunsEnded':
        return progress?.end()
      case 'Kept':
        return note(io, `${runsWord(event.runs)} kept in ${event.folder}: the same command goes on from there`)
    }
  }
}
