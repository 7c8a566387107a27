// What happens in a round, drawn from its seed before it begins.

/** What may happen, how often against the others, and whether an engine in one process can meet it. */
const kinds = [
  { kind: 'a worker killed with kill -9', weight: 4, memory: true },
  { kind: 'a worker told to leave', weight: 2, memory: true },
  { kind: 'a worker stopped for longer than its lease', weight: 2, memory: true },
  { kind: 'the clock of a worker jumps', weight: 2, memory: true },
  { kind: 'the disk of the store full', weight: 2, memory: true },
  { kind: 'the server killed with kill -9', weight: 2, memory: false },
  { kind: 'connections cut', weight: 3, memory: false },
  { kind: 'connections slow', weight: 2, memory: false },
  { kind: 'connections silent', weight: 1, memory: false },
  { kind: 'a list sent again', weight: 1, memory: false },
  { kind: 'jobs cancelled', weight: 2, memory: false },
]

/** What may happen to an engine: the names of it. */
export const kindsFor = (engine) => kinds.filter(({ memory }) => memory || engine !== 'memory')

/**
 * For so many milliseconds: when something happens, what, to which worker or connection, and for how long. `lease` is that of a
 * job, in milliseconds.
 */
export const planOf = (random, { engine, time, workers, proxies, lease }) => {
  const bag = kindsFor(engine).flatMap(({ kind, weight }) => Array.from({ length: weight }, () => kind))
  const below = (count) => Math.floor(random() * count)
  const plan = []
  for (let at = 300 + below(500); at < time; at += 150 + below(700)) {
    const kind = bag[below(bag.length)]
    const lasts = kind.includes('longer than its lease') ? lease * (1.2 + random()) : 200 + random() * 1.2 * lease
    plan.push({ at, kind, worker: below(workers), proxy: below(proxies), lasts, by: (random() - 0.5) * 2e8 })
  }
  return plan
}
