import type { Lease } from '../engine/engine.js'
import type { Worker } from './worker.js'

/** What ends the making of a job. */
export interface Halt {
  readonly signal: AbortSignal
  /** A frame is there: a worker that is to leave ends here, unless `isLast`, after which the result is nearly there. */
  readonly frameEnded: (isLast: boolean) => void
  /** The result is there: a worker that is to leave keeps it if it can at once, and waits for nothing more. */
  readonly resultMade: () => void
  /** Listens no more. */
  readonly end: () => void
}

/**
 * Ends a job where its lease is lost, it is cancelled, or the worker leaves at once; where the worker is to leave, after
 * the frame that is under way. Before the first frame, and after the result, there is nothing to wait for.
 */
export const haltOf = (
  { lost, cancelled }: Pick<Lease, 'lost' | 'cancelled'>,
  { stop, abort }: Pick<Worker, 'stop' | 'abort'>,
): Halt => {
  const halt = new AbortController()
  const state = { isInFrames: false }
  const now = (): void => halt.abort()
  const soon = (): void => {
    if (!state.isInFrames) halt.abort()
  }
  const atOnce = [lost, cancelled, abort]
  for (const signal of atOnce) signal.addEventListener('abort', now)
  stop.addEventListener('abort', soon)
  if ([...atOnce, stop].some(({ aborted }) => aborted)) halt.abort()
  return {
    signal: halt.signal,
    frameEnded: (isLast) => {
      state.isInFrames = true
      if (stop.aborted && !isLast) halt.abort()
    },
    resultMade: () => {
      state.isInFrames = false
      if (stop.aborted) halt.abort()
    },
    end: () => {
      for (const signal of atOnce) signal.removeEventListener('abort', now)
      stop.removeEventListener('abort', soon)
    },
  }
}
