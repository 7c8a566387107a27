import type { FarmStore, JobList } from '@sigmastream/farm'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { fromFarmError } from './farm-errors.js'

/** A list, or those of its jobs that are meant. */
export type Selection = Pick<JobList, 'id' | 'submitter' | 'jobs'>

/** So many characters of an id are shown, where no other begins with them. */
const shortest = 8

/** An id as short as it can be typed. */
export const shortId = (id: string): string => id.slice(0, shortest)

const isPrefix = (text: string): boolean => /^[0-9a-f]{4,64}$/.test(text)

const right = 'give the id of one of sigmastream farm status, or its first 4 characters or more'

/** What of several is meant by the beginning of its id. A usage error: none, or more than one. */
const oneNamed = <A extends { readonly id: string }>(
  what: string,
  text: string,
  all: readonly A[],
): E.Either<CliError, A> => {
  if (!isPrefix(text)) return E.left(usage(`${text} is no id of a ${what}: ${right}`))
  const found = [...new Map(all.filter(({ id }) => id.startsWith(text)).map((one) => [one.id, one])).values()]
  const [only, another] = found
  if (only === undefined) return E.left(usage(`there is no ${what} ${text}: ${right}`))
  if (another === undefined) return E.right(only)
  const some = found.slice(0, 4).map(({ id }) => id.slice(0, Math.max(shortest, text.length + 2)))
  return E.left(usage(`${text} is the beginning of ${found.length} ids, ${some.join(', ')}: give more of it`))
}

/** The list that is meant by the beginning of its id. */
export const listNamed = (store: FarmStore, text: string): TE.TaskEither<CliError, JobList> =>
  pipe(
    store.lists,
    TE.mapLeft(fromFarmError),
    TE.flatMapEither((lists) => oneNamed('list', text, lists)),
  )

/** The list or the job that is meant, a job as a list of it alone. */
export const selectionNamed = (store: FarmStore, text: string): TE.TaskEither<CliError, Selection> =>
  pipe(
    store.lists,
    TE.mapLeft(fromFarmError),
    TE.flatMapEither((lists) =>
      oneNamed('list or job', text, [
        ...lists,
        ...lists.flatMap(({ submitter, jobs }) =>
          jobs.map((job): Selection => ({ id: job.id, submitter, jobs: [job] })),
        ),
      ]),
    ),
  )
