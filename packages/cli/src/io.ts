import { printableLine } from './printable.js'

/** The signal that asked a run to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A stream of text that may be a terminal: what progress and notes go to. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** Every effect of the command line that is not a file: given by the process, or by a test. */
export interface Io {
  /** Results, whole lines: standard output. */
  readonly stdout: (text: string) => void
  /** Progress, notes and errors: standard error. */
  readonly stderr: TextStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** A seed for a run that was given none: a whole number from 0 to 2^32 - 1. */
  readonly randomSeed: () => number
  /** Bytes of memory that a run may still take. */
  readonly availableMemory: () => number
  /** Bytes that a folder's file system still has room for; `null` where it does not say. */
  readonly freeSpace: (folder: string) => Promise<number | null>
  /** Aborted when the person wants the run to stop; the reason is a `StopSignal`. */
  readonly signal: AbortSignal
}

/** A line about what is going on, to standard error. What a terminal would obey in it is shown as what it is. */
export const note = (io: Io, text: string): void => {
  io.stderr.write(`${printableLine(text)}\n`)
}

/**
 * What a command came to: lines for a person, one object for a program, and 1 where it ran and found something to fail.
 */
export interface Outcome {
  readonly lines: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
  readonly exit: 0 | 1
}

/** A command that did what was asked. */
export const success = (lines: readonly string[], json: Readonly<Record<string, unknown>>): Outcome => ({
  lines,
  json,
  exit: 0,
})
