import type { MessagePort } from 'node:worker_threads'
import type { StopSignal } from '../io.js'

/** What the thread that runs a command tells the main thread, which alone speaks to the terminal and to signals. */
export type Message =
  | { readonly _tag: 'Text'; readonly to: 'stdout' | 'stderr'; readonly text: string }
  /** Under a temporary name something may lie from now on, or nothing does any more. */
  | { readonly _tag: 'Temporary'; readonly path: string; readonly there: boolean }
  | { readonly _tag: 'Ended'; readonly exit: number }

/** What the main thread tells it: that a signal asks the run to stop. */
export interface Stop {
  readonly by: StopSignal
}

/** What the thread is started with; `columns` of a terminal, `null` where standard error is none. */
export interface ThreadSettings {
  readonly argv: readonly string[]
  readonly port: MessagePort
  readonly columns: number | null
}
