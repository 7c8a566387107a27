// What is sent in a round.
import { cannotBeMade, endsWorkers, namedJob } from './jobs.mjs'

const priorities = ['high', 'normal', 'low']

/** Whether a job is no good. */
export const isOdd = ({ recipe }) => recipe.seed === endsWorkers || recipe.seed === cannotBeMade

/** The jobs of a round: those that two submitters send, and those of a third, who cancels some; `hasOdd` is whether some are no good. */
export const jobsOf = (random, round, sounds, hasOdd) => {
  const below = (count) => Math.floor(random() * count)
  const job = (seed, steps, submitter) =>
    namedJob({
      seed,
      steps,
      sounds: sounds.slice(below(sounds.length)),
      submitter,
      priority: priorities[below(3)],
      memory: 2 ** (20 + below(2)),
    })
  const first = 1000 * (round + 1)
  const shared = Array.from({ length: 20 }, (_, i) =>
    job(first + i, i % 3 === 0 ? 120 + below(80) : 1 + below(40), 'one'),
  )
  const odd = hasOdd ? [job(endsWorkers, round + 1, 'one'), job(cannotBeMade, round + 1, 'one')] : []
  const other = shared.map(({ job: one, ...rest }) => ({
    ...rest,
    job: { ...one, lane: { ...one.lane, submitter: 'two' } },
  }))
  const loose = Array.from({ length: 12 }, (_, i) => job(first + 500 + i, 60 + below(150), 'three'))
  return [
    { submitter: 'one', jobs: [...shared, ...odd] },
    { submitter: 'two', jobs: other },
    { submitter: 'three', jobs: loose },
  ]
}

/** One list that two submitters send before anything is disturbed: each of its jobs must be begun once. */
export const sharedJobsOf = (round, sounds) =>
  ['one', 'two'].map((submitter) => ({
    submitter,
    jobs: Array.from({ length: 12 }, (_, i) =>
      namedJob({
        seed: 1000 * (round + 1) + 800 + i,
        steps: 5 + ((7 * i) % 20),
        sounds: sounds.slice(i % 3),
        submitter,
      }),
    ),
  }))
