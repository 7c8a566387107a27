import { isLast, type JobEvent, type Settlement, settleList } from '@sigmastream/farm'
import { either as E, taskEither as TE } from 'fp-ts'
import type { Observable } from 'rxjs'
import { type CliError, failure } from '../errors.js'
import type { Io } from '../io.js'
import { printableJson, printableLine } from '../printable.js'
import { eventLine } from './event-line.js'
import { fromFarmError } from './farm-errors.js'
import { type Selection, shortId } from './list-names.js'
import type { OpenFarm } from './open-farm.js'

/** An event may come twice: so many are remembered. */
const mostRemembered = 4096

const firstTime = (): ((event: JobEvent) => boolean) => {
  const seen = new Set<string>()
  return ({ id }) => {
    if (seen.has(id)) return false
    seen.add(id)
    const [oldest] = seen
    if (seen.size > mostRemembered && oldest !== undefined) seen.delete(oldest)
    return true
  }
}

/** How events are shown: a line of words each, or an object. */
const printer = (nameOf: (job: string) => string, json: boolean, io: Io): ((event: JobEvent) => void) => {
  const isNew = firstTime()
  return (event) => {
    if (!isNew(event)) return
    const line = json ? printableJson(event) : eventLine(event, nameOf)
    if (line !== null) io.stdout(`${json ? line : printableLine(line)}\n`)
  }
}

/** Shows everything that happens in a farm until a signal ends it. Errors: the engine is lost. */
export const watchAll =
  ({ engine }: OpenFarm, json: boolean, io: Io): TE.TaskEither<CliError, void> =>
  () =>
    new Promise((resolve) => {
      const end = (result: E.Either<CliError, void>): void => {
        subscription.unsubscribe()
        io.signal.removeEventListener('abort', stop)
        resolve(result)
      }
      const stop = (): void => end(E.right(undefined))
      const subscription = engine.events().subscribe({
        next: printer(shortId, json, io),
        error: () =>
          queueMicrotask(() => end(E.left(failure(`${engine.name} was lost: see that it runs, then watch again`)))),
      })
      if (io.signal.aborted) stop()
      else io.signal.addEventListener('abort', stop, { once: true })
    })

/** What became of a job that no message told of. */
const settledText = (settlement: Settlement): string => {
  switch (settlement._tag) {
    case 'Done':
      return `is made, by ${settlement.note.worker}`
    case 'Dead':
      return `is given up: ${settlement.fault.message}: ${settlement.fault.right}`
    case 'Gone':
      return 'is cancelled, or the engine has lost it'
  }
}

/** The same for programs: as in an event, `job` says whose it is. It has no `id`, which is that of an event. */
const settlementJson = ({ id, ...others }: Settlement): object => ({ job: id, ...others })

/** Whether something was told of the same job as another's: what became of it there is not what becomes of it here. */
const isOfAnother = (event: JobEvent, submitter: string): boolean =>
  (event._tag === 'Dead' || event._tag === 'Cancelled') && event.submitter !== submitter

/** Shows what happens to some jobs until all are over, or a signal ends it. Errors: those of the farm. */
export const watchJobs = (
  farm: OpenFarm,
  { submitter, jobs }: Selection,
  json: boolean,
  io: Io,
): TE.TaskEither<CliError, void> => {
  const names = new Map(jobs.map(({ id, name }) => [id, name]))
  const nameOf = (job: string): string => names.get(job) ?? shortId(job)
  const print = printer(nameOf, json, io)
  const told = new Set<string>()
  const events: Observable<JobEvent> = farm.engine.events()
  return async () => {
    const subscription = events.subscribe({
      next: (event) => {
        if (!names.has(event.job) || isOfAnother(event, submitter)) return
        if (isLast(event, submitter)) told.add(event.job)
        print(event)
      },
      error: () => undefined, // found at the next look, which says so
    })
    const settled = await settleList(
      farm,
      { submitter, jobs },
      {
        each: (settlement) =>
          TE.fromIO(() => {
            if (told.has(settlement.id)) return
            const line = json
              ? printableJson(settlementJson(settlement))
              : printableLine(`${nameOf(settlement.id)}  ${settledText(settlement)}`)
            io.stdout(`${line}\n`)
          }),
        problemOf: fromFarmError,
        signal: io.signal,
      },
    )()
    subscription.unsubscribe()
    return settled
  }
}
