import type { Leases } from './leases.js'
import type { MessagesOn } from './messages.js'
import { topics } from './signals.js'

/** What is told of cancelled jobs. */
export interface Cancels {
  /** Resolves when cancels are heard from now on, or cannot be. */
  readonly hear: () => Promise<void>
  /** Whether a cancel of this admission was heard a moment ago, perhaps before the job that was asked for came. */
  readonly isCancelled: (admission: string) => boolean
}

/** So many cancels are remembered. */
const most = 1000

/** See `Cancels`. Listens when it is first asked to, and again where that fails. */
export const cancelsOf = (messages: MessagesOn, leases: Leases): Cancels => {
  const recent = new Set<string>()
  const remember = (admission: string): void => {
    recent.add(admission)
    const [oldest] = recent
    if (recent.size > most && oldest !== undefined) recent.delete(oldest)
  }
  const listen = (): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        hearing = null
        resolve()
      }
      messages(topics.cancel, resolve).subscribe({
        next: (admission) => {
          if (typeof admission !== 'string') return
          remember(admission)
          leases.cancel(admission)
        },
        error: end,
        complete: end,
      })
    })
  let hearing: Promise<void> | null = null
  return {
    hear: () => {
      hearing ??= listen()
      return hearing
    },
    isCancelled: (admission) => recent.has(admission),
  }
}
