import { renameSync, rmSync } from 'node:fs'
import { MessageChannel, SHARE_ENV, Worker } from 'node:worker_threads'
import type { StopSignal } from '../io.js'
import { exitOf, unheardAt } from './exit-of.js'
import type { Message, Stop, ThreadSettings } from './protocol.js'

/** A command that runs on a thread of its own. */
export interface RunningCommand {
  /** Its exit code. Rejects with what was thrown on the thread. */
  readonly exit: Promise<number>
  /** Asks it to stop. */
  readonly stop: (by: StopSignal) => void
  /** Removes what it has under temporary names at this moment: for a process that ends now. */
  readonly removeTemporaries: () => void
}

/** Where its text goes. */
export interface TextSinks {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

/**
 * Removes a file or folder that another thread may be writing to. It loses its name first: what the thread would add
 * finds no folder.
 */
const removeNow = (path: string): void => {
  try {
    const aside = path.replace(/[0-9a-f]+\.tmp$/, '000000000000.tmp') // swept too, should it stay
    renameSync(path, aside)
    rmSync(aside, { recursive: true, force: true })
  } catch {
    // It is not there, or not any more; else a later run sweeps it.
  }
}

/** Starts the command line on a thread; `columns` of the terminal that standard error is, `null` where it is none. */
export const runOnThread = (argv: readonly string[], columns: number | null, sinks: TextSinks): RunningCommand => {
  const { port1: port, port2: far } = new MessageChannel()
  const settings: ThreadSettings = { argv, port: far, columns }
  // One environment: the engine reads that of the process, which a thread with a copy could not change.
  const worker = new Worker(new URL('./command-thread.js', import.meta.url), {
    workerData: settings,
    transferList: [far],
    env: SHARE_ENV,
  })
  const temporaries = new Set<string>()
  const hear = (message: Message): void => {
    switch (message._tag) {
      case 'Text':
        return sinks[message.to](message.text)
      case 'Temporary':
        return void (message.there ? temporaries.add(message.path) : temporaries.delete(message.path))
      case 'Ended':
        return
    }
  }
  const exit = exitOf(worker, port, hear)
  const stop = (by: StopSignal): void => {
    const message: Stop = { by }
    port.postMessage(message)
  }
  const removeTemporaries = (): void => {
    for (const message of unheardAt(port)) if (message._tag === 'Temporary') temporaries.add(message.path)
    temporaries.forEach(removeNow)
  }
  return { exit, stop, removeTemporaries }
}
