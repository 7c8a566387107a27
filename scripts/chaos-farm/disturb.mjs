// What happens to a farm in a round.
import { setTimeout as delay } from 'node:timers/promises'
import { cancelJobs } from '@sigmastream/farm'

/**
 * What does one thing of a plan to a farm. `send` sends the list of a submitter; the ids of jobs that are cancelled are put into `may`:
 * they may be made, or not.
 */
export const disturb = ({ kept, proxies, disk, server, lists, farms, may, workers, send }) => {
  const pending = { server: Promise.resolve() }
  return async ({ kind: what, worker, proxy, lasts, by }) => {
    const i = server === null ? 0 : worker
    if (what.startsWith('a worker')) await kept.there(i)
    const at = proxies[proxy]
    switch (what) {
      case 'a worker killed with kill -9':
        return kept.signal(i, 'SIGKILL')
      case 'a worker told to leave':
        return kept.signal(i, 'SIGTERM')
      case 'a worker stopped for longer than its lease':
        kept.signal(i, 'SIGSTOP')
        await delay(lasts)
        return kept.signal(i, 'SIGCONT')
      case 'the clock of a worker jumps':
        return kept.send(i, Math.round(by))
      case 'the disk of the store full':
        disk.fill()
        await delay(lasts)
        return disk.free()
      case 'the server killed with kill -9':
        pending.server = pending.server.then(async () => {
          await server.kill()
          await delay(lasts)
          await server.start()
        })
        return pending.server
      case 'connections cut':
        return at.cut()
      case 'connections slow':
        at.slow(100)
        await delay(lasts)
        return at.heal()
      case 'connections silent':
        at.silence()
        await delay(lasts)
        return at.heal()
      case 'a list sent again':
        return send(worker % 2)
      case 'jobs cancelled': {
        const { submitter, jobs } = lists[2]
        const some = jobs
          .filter((_, j) => j % workers === worker)
          .map(({ job, name: named }) => ({ id: job.id, name: named }))
        for (const { id } of some) may.add(id)
        return cancelJobs(farms[2], { submitter, jobs: some }, 0)()
      }
    }
  }
}
