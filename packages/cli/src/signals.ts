import type { StopSignal } from './io.js'

/** How a process answers signals. */
export interface SignalAnswers {
  /** Asks what is under way to stop, and says so. */
  readonly stop: (by: StopSignal) => void
  /** The last that is done before the process ends at once. */
  readonly last: () => void
}

/** A terminal and a supervisor may both pass one signal on: what comes so soon after the first is the same one. */
const patience = 500

/**
 * Ends the process by the signal, as if nobody handled it: whoever started it sees that, and no library is torn down
 * while it computes, which would abort the process instead.
 */
const endBy = (signal: NodeJS.Signals): void => {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/** The first of these asks the run to stop; a later one ends the process. */
const polite: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** These end the process at once. */
const prompt: readonly NodeJS.Signals[] = ['SIGQUIT', 'SIGUSR2']

/** Answers every signal that would end the process, but those that nothing can answer. */
export const answerSignals = ({ stop, last }: SignalAnswers): void => {
  let since: number | undefined
  const end = (signal: NodeJS.Signals): void => {
    last()
    endBy(signal)
  }
  for (const signal of polite)
    process.on(signal, () => {
      const now = performance.now()
      if (since !== undefined) return now - since > patience ? end(signal) : undefined
      since = now
      stop(signal)
    })
  for (const signal of prompt) if (process.platform !== 'win32') process.on(signal, end)
}
