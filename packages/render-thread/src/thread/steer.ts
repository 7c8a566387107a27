import type { SteerState } from './protocol.js'

/** A run that can be held and slowed while it is under way. */
export interface Helm {
  readonly turn: (steering: SteerState) => void
  /** Resolves when the next step may begin: not while it is held, nor sooner after the last time than the pace says. */
  readonly ready: (signal: AbortSignal) => Promise<void>
}

/** A helm on which nothing holds the run; `now` is a clock in milliseconds. */
export const helm = (now: () => number): Helm => {
  let steering: SteerState = { paused: false, pace: 0 }
  let last = now()
  const waiting = new Set<() => void>()
  /** Until it is steered otherwise, the signal says stop, or so many milliseconds are over. */
  const untilTurned = (signal: AbortSignal, milliseconds: number | null): Promise<void> =>
    new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer)
        waiting.delete(over)
        signal.removeEventListener('abort', over)
        resolve()
      }
      const timer = milliseconds === null ? undefined : setTimeout(over, milliseconds)
      waiting.add(over)
      signal.addEventListener('abort', over)
    })
  return {
    turn: (to) => {
      steering = to
      for (const over of waiting) over()
    },
    ready: async (signal) => {
      for (;;) {
        const left = last + 1000 * steering.pace - now()
        if (signal.aborted || (!steering.paused && left <= 0)) break
        await untilTurned(signal, steering.paused ? null : left)
      }
      last = now()
    },
  }
}
