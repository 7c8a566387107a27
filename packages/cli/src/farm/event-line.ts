import type { JobEvent } from '@sigmastream/farm'
import { showNumber } from '@sigmastream/pipeline'
import { duration } from '../run/progress.js'

const stepText = (done: number, steps: number | null): string =>
  steps === null ? `step ${done}` : `step ${done}/${steps}`

/** What happened to a job, in words; `null` of what has none. */
const wordsOf = (event: JobEvent): string | null => {
  switch (event._tag) {
    case 'Waiting':
      return 'waits'
    case 'Running':
      return `${event.step === 0 ? 'is begun' : `goes on from step ${event.step}`} by ${event.worker}`
    case 'Step': {
      const left = event.secondsLeft === null ? '' : `  ${duration(1000 * event.secondsLeft)} left`
      return `${stepText(event.done, event.steps)}  sigma ${showNumber(event.sigma)}${left}`
    }
    case 'Preview':
      return null
    case 'Checkpoint':
      return `is kept at step ${event.done}`
    case 'Done':
      return `is made, by ${event.worker}`
    case 'Dead':
      return `is given up: ${event.fault.message}: ${event.fault.right}`
    case 'Cancelled':
      return `is cancelled by ${event.submitter}`
  }
}

/** An event as a line; `nameOf` says what the result of a job is called. `null` of what is only to be seen. */
export const eventLine = (event: JobEvent, nameOf: (job: string) => string): string | null => {
  const said = wordsOf(event)
  return said === null ? null : `${nameOf(event.job)}  ${said}`
}
