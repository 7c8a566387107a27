// What happens in the farm, as any program may listen to it.

/** The id of the process that a worker is, which is the end of its name. */
export const processOf = (worker) => Number(worker.split('-').at(-1))

/**
 * Listens: what is known of each job by its id, and the worker to kill. That is one whose job has a step in the store, else, of
 * renders that are too short for that, whoever takes a job when half of all are made.
 */
export const watch = (engine, count) => {
  const jobs = new Map()
  const of = (id) => {
    if (!jobs.has(id)) jobs.set(id, { worker: null, begun: [], step: 0, kept: 0, isMade: false })
    return jobs.get(id)
  }
  const made = () => [...jobs.values()].filter(({ isMade }) => isMade).length
  let choose = () => undefined
  const victim = new Promise((resolve) => (choose = resolve))
  engine.events().subscribe((event) => {
    const job = of(event.job)
    switch (event._tag) {
      case 'Running':
        job.worker = event.worker
        job.begun.push(event.step)
        if (2 * made() >= count) choose({ worker: event.worker, id: event.job })
        return
      case 'Step':
        job.step = event.done
        return
      case 'Checkpoint':
        job.kept = event.done
        return choose({ worker: job.worker, id: event.job })
      case 'Done':
        job.isMade = true
        return
    }
  })
  return { of, made, victim, all: () => [...jobs] }
}
