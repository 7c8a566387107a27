import {
  type OpenModel,
  type RoundEvent,
  type SearchRequest,
  searchJob,
  showNumber,
  type Take,
} from '@sigmastream/pipeline'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { CliError } from '../errors.js'
import { fromThrown } from '../from-errors.js'
import type { Io } from '../io.js'
import { displayOf, duration } from './progress.js'
import type { Run } from './run.js'

/** The best take of a search, and what was found at each checkpoint and at the end. */
export interface FoundTake {
  readonly take: Take
  readonly rounds: readonly RoundEvent[]
}

/** Searches the best take of a job. Progress counts the steps of all takes, and each checkpoint is told of. */
export const searchRun =
  ({ job, target }: Run, search: SearchRequest, model: OpenModel, io: Io): TE.TaskEither<CliError, FoundTake> =>
  async () => {
    const begun = io.now()
    const display = displayOf(io)
    const rounds: RoundEvent[] = []
    let take: Take | null = null
    try {
      await searchJob(job, model, search, { heard: target._tag === 'Sound', signal: io.signal }).forEach((event) => {
        if (event._tag === 'Take') take = event.take
        if (event._tag === 'Round') rounds.push(event)
        if (event._tag !== 'Step') return
        const { done, of } = event
        const left = ((io.now() - begun) * (of - done)) / done
        display.show(done / of, `step ${done}/${of} of ${search.takes} takes  ${duration(left)} left`)
      })
    } catch (cause) {
      return E.left(fromThrown(cause, io.signal))
    } finally {
      display.end()
    }
    return take === null
      ? E.left(fromThrown(new Error('the search found no take'), io.signal))
      : E.right({ take, rounds })
  }

/** What a search came to, a line each. */
export const searchLines = ({ by, takes }: SearchRequest, rounds: readonly RoundEvent[]): readonly string[] =>
  rounds.map(({ step, kept, ranking, calls, bestOfCalls }, i) => {
    const [best, worst] = [showNumber(ranking[0]?.score ?? 0), showNumber(ranking.at(-1)?.score ?? 0)]
    const scores =
      ranking.length === 1 ? best : best === worst ? `all alike, ${best}` : `the best ${best}, the worst ${worst}`
    const name = typeof by === 'string' ? by : 'a verifier'
    return i < rounds.length - 1
      ? `by ${name}, after ${step} ${step === 1 ? 'step' : 'steps'}: ${scores}; ${kept} of ${ranking.length} went on`
      : `by ${name}, at the end: ${scores}; ${calls} calls of the model, where ${takes} whole runs would have taken ${bestOfCalls}`
  })
