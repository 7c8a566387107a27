import { parentPort, workerData } from 'node:worker_threads'
import { turnPlaces, type WorkerSettings } from './protocol.js'

/** The program of a session's thread: each session has one of its own. */

if (parentPort === null) {
  throw new Error('this module runs in a worker thread: openSession starts it')
}
const opening: WorkerSettings = workerData

// Before the engine is loaded: where it is not there, or not for this machine, a process that ends would wait for ever.
process.on('exit', () => {
  Atomics.store(opening.turn, turnPlaces.asked, 2) // nobody is here to be asked
  Atomics.notify(opening.turn, turnPlaces.asked)
})

const { serve } = await import('./serve.js')
await serve(parentPort, opening)
