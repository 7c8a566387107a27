// Two submitters with one list, on a farm that nothing disturbs: every job is begun once, and both have their results.
import { settleList, submitJobs } from '@sigmastream/farm'
import { insist } from './jobs.mjs'

/** Sends lists, each on the farm of its submitter, and waits for them; `begun` counts how often each job is begun. What is wrong. */
export const sharedFaults = async (lists, farms, begun) => {
  const faults = []
  await Promise.all(
    lists.map(async ({ submitter, jobs }, i) => {
      const { list } = await insist(submitJobs(farms[i], jobs, { submitter, at: 0 }))
      const each =
        ({ id, _tag }) =>
        async () => {
          if (_tag !== 'Done') faults.push(`${submitter} is told that ${id.slice(0, 8)} is ${_tag}`)
          return { _tag: 'Right', right: undefined }
        }
      const ended = await settleList(farms[i], list, { each, problemOf: (error) => error })()
      if (ended._tag === 'Left') faults.push(`${submitter} is told ${JSON.stringify(ended.left)}`)
    }),
  )
  for (const { job } of lists[0].jobs) {
    const times = begun.get(job.id) ?? 0
    if (times !== 1) faults.push(`job ${job.id.slice(0, 8)}, which two have sent, is begun ${times} times`)
  }
  return faults
}
