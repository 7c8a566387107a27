import type { WorkerCard } from '../engine/worker-card.js'
import type { Worker } from './worker.js'

/** A worker says that it is there, and looks for jobs that no one woke it for, every so many milliseconds. */
const announceEvery = 5000

/** Says now and then what a worker is and has, until it is gone. */
export const stayKnown = async (
  { id, engine, abilities, clock }: Worker,
  jobs: () => WorkerCard['jobs'],
  look: () => void,
  gone: AbortSignal,
): Promise<void> => {
  const { models, memory, device, bitsClass, speed } = abilities
  while (!gone.aborted) {
    // where it is not heard it is said again soon
    await engine.announce({ id, models, memory, device, bitsClass, speed, jobs: jobs(), at: clock.now() })()
    look()
    await clock.sleep(announceEvery, gone)
  }
}
