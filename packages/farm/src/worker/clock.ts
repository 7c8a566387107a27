/** What time it is, and waiting: a test has a clock of its own. */
export interface Clock {
  /** Milliseconds since 1970. It may jump, as a machine's clock does. */
  readonly now: () => number
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** The clock of this machine. */
export const machineClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const over = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', over)
        resolve()
      }
      const timer = setTimeout(over, milliseconds)
      signal.addEventListener('abort', over)
    }),
}

/** Resolves with a promise, or after so many milliseconds where it takes longer. */
export const atMost = async (
  milliseconds: number,
  promise: Promise<void>,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<void> => {
  const over = new AbortController()
  await Promise.race([promise, sleep(milliseconds, over.signal)])
  over.abort()
}
