/** Time, for what must be tried without waiting. */
export interface Clock {
  /** Milliseconds that only grow. */
  readonly now: () => number
  /** Calls once after so many milliseconds, unless what it gives back is called before. */
  readonly after: (milliseconds: number, call: () => void) => () => void
}

/** The machine's own; what waits for it does not keep the process alive. */
export const machineClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
