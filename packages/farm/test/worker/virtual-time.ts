import type { Clock as EngineClock } from '../../src/engine/memory/clock.js'
import type { Clock } from '../../src/worker/clock.js'

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** Whether a file is being read or written: time stands until it is. */
const isAtFiles = (): boolean =>
  process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name === 'CloseReq')

/** Time that passes when a test lets it, for engines and for workers. */
export const virtualTime = () => {
  let time = 0
  const timers = new Set<Timer>()
  const after = (milliseconds: number, call: () => void): (() => void) => {
    const timer = { at: time + milliseconds, call }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const next = (): boolean => {
    const [first] = [...timers].toSorted((one, other) => one.at - other.at)
    if (first === undefined) return false
    timers.delete(first)
    time = first.at
    first.call()
    return true
  }
  return {
    engine: { now: () => time, after } satisfies EngineClock,
    /** A worker's clock, which may be wrong by some milliseconds; what sleeps by it wakes up while it is alive. */
    worker: (isAlive: () => boolean = () => true, wrongBy: () => number = () => 0): Clock => ({
      now: () => 1_700_000_000_000 + time + wrongBy(),
      sleep: (milliseconds, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve()
          const over = (): void => {
            cancel()
            signal.removeEventListener('abort', over)
            if (isAlive()) resolve()
          }
          const cancel = after(milliseconds, over)
          signal.addEventListener('abort', over)
        }),
    }),
    now: () => time,
    turn,
    /** Lets time pass until something holds; files are read and written in turns between. */
    until: async (holds: () => boolean): Promise<void> => {
      for (let quiet = 0, passed = 0; !holds(); ) {
        await turn()
        quiet = isAtFiles() ? 0 : quiet + 1
        // a promise that waits for a file has a turn more
        if (quiet > 1) {
          quiet = 0
          passed += 1
          if (!next() || passed > 100_000) throw new Error('it never came to hold')
        }
      }
    },
  }
}

/** See `virtualTime`. */
export type VirtualTime = ReturnType<typeof virtualTime>
