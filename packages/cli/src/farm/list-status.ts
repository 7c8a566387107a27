import { type JobList, type JobState, lookAtJobs } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import type { Outcome } from '../io.js'
import { fromFarmError } from './farm-errors.js'
import { shortId } from './list-names.js'
import type { OpenFarm } from './open-farm.js'

/** How many jobs of a list are in each state, in words. */
const countsText = (states: readonly JobState[]): string => {
  const count = (tag: JobState['_tag'], words: string): readonly string[] => {
    const all = states.filter(({ _tag }) => _tag === tag).length
    return all === 0 ? [] : [`${all} ${words}`]
  }
  return [
    ...count('Done', 'done'),
    ...count('Running', 'running'),
    ...count('Waiting', 'waiting'),
    ...count('Dead', 'given up'),
    ...count('Gone', 'cancelled or lost'),
  ].join(', ')
}

/** How far a list is, and what was given up of it. */
export const listStatus = (farm: OpenFarm, list: JobList): TE.TaskEither<CliError, Outcome> =>
  pipe(
    lookAtJobs(farm, list.submitter)([...new Set(list.jobs.map(({ id }) => id))]),
    TE.bimap(fromFarmError, (states) => {
      const jobs = list.jobs.flatMap(({ id, name }) => {
        const state = states.get(id)
        return state === undefined ? [] : [{ id, name, state }]
      })
      const counts = countsText(jobs.map(({ state }) => state))
      const dead = jobs.flatMap(({ id, name, state }) =>
        state._tag === 'Dead' ? [`${name} (${shortId(id)}): ${state.fault.message}: ${state.fault.right}`] : [],
      )
      return {
        exit: 0,
        lines: [
          `list ${shortId(list.id)} of ${list.submitter}, ${jobs.length} ${jobs.length === 1 ? 'result' : 'results'}: ${counts}`,
          ...dead,
        ],
        json: {
          list: list.id,
          submitter: list.submitter,
          jobs: jobs.map(({ id, name, state: { _tag, ...known } }) => ({
            id,
            name,
            state: _tag.toLowerCase(),
            ...known,
          })),
        },
      }
    }),
  )
