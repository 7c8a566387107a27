import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { JobFault } from '../job/dead-letter.js'
import type { JobEvent } from '../job/job-event.js'
import type { ResultNote } from '../store/farm-store.js'
import type { Farm, FarmError } from './farm.js'
import { lookAtJobs } from './job-states.js'

/** What a job of a list came to: it is made, was given up, or is neither there nor made: it was cancelled. */
export type Settlement =
  | { readonly _tag: 'Done'; readonly id: string; readonly note: ResultNote }
  | { readonly _tag: 'Dead'; readonly id: string; readonly fault: JobFault }
  | { readonly _tag: 'Gone'; readonly id: string }

/** Those that are found out at once. */
export type Settlements = TE.TaskEither<FarmError, readonly Settlement[]>

/** What the last event of a job says that it came to; nothing where its result is not to be seen yet. */
export const fromEvent =
  ({ store }: Farm) =>
  (event: JobEvent): Settlements => {
    switch (event._tag) {
      case 'Done':
        return pipe(
          store.result(event.job),
          TE.map((note) => (note === null ? [] : [{ _tag: 'Done', id: event.job, note }])),
        )
      case 'Dead':
        return TE.right([{ _tag: 'Dead', id: event.job, fault: event.fault }])
      case 'Cancelled':
        return TE.right([{ _tag: 'Gone', id: event.job }])
      default:
        return TE.right([])
    }
  }

/** Looks what became of jobs. One that is nowhere is gone once that was seen twice: it may have been on its way. */
const settledOf = (farm: Farm, submitter: string): ((open: readonly string[]) => Settlements) => {
  const look = lookAtJobs(farm, submitter)
  let missed: ReadonlySet<string> = new Set()
  return (open) =>
    pipe(
      look(open),
      TE.map((states) => {
        const before = missed
        const others = [...before].filter((id) => !states.has(id))
        missed = new Set([...others, ...open.filter((id) => states.get(id)?._tag === 'Gone')])
        return [...states].flatMap(([id, state]): readonly Settlement[] => {
          if (state._tag === 'Done' || state._tag === 'Dead') return [{ ...state, id }]
          return state._tag === 'Gone' && before.has(id) ? [{ _tag: 'Gone', id }] : []
        })
      }),
    )
}

/** So many looks may find nothing to ask before that is an error: a server is started again within a minute. */
const mostFailures = 12

/** Whether something may only be away for a while. */
const isAway = ({ _tag }: FarmError): boolean => _tag === 'EngineUnreachable' || _tag === 'StoreUnreachable'

/** Looks what became of jobs. A look that finds nothing to ask is left out, unless too many in a row do. */
export const lookPatiently = (farm: Farm, submitter: string): ((open: readonly string[]) => Settlements) => {
  const look = settledOf(farm, submitter)
  let failures = 0
  return (open) =>
    pipe(
      look(open),
      TE.tapIO(() => () => void (failures = 0)),
      TE.orElse((error) => {
        failures += 1
        return isAway(error) && failures < mostFailures ? TE.right([]) : TE.left(error)
      }),
    )
}
