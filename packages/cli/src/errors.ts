import type { StopSignal } from './io.js'

/** The person asked for something that cannot be done: what is wrong, and what would be right. Nothing was run. */
export interface Usage {
  readonly _tag: 'Usage'
  readonly message: string
}

/** It was asked rightly and went wrong. Nothing was written but what the message says is kept. */
export interface Failure {
  readonly _tag: 'Failure'
  readonly message: string
  readonly cause?: unknown
}

/** A signal ended it. Nothing was written but what was finished before: what of it is kept, for people. */
export interface Interrupted {
  readonly _tag: 'Interrupted'
  readonly by: StopSignal
  readonly kept?: string
}

/** Every way in which a command can end without its outcome. */
export type CliError = Usage | Failure | Interrupted

/** A usage error, as a value. */
export const usage = (message: string): Usage => ({ _tag: 'Usage', message })

/** A failure, as a value. */
export const failure = (message: string, cause?: unknown): Failure => ({ _tag: 'Failure', message, cause })

const stopCodes: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** 2 for a usage or input error, 1 for a failure, 128 and the signal's number for a signal, as shells have it. */
export const exitCodeOf = (error: CliError): number => {
  switch (error._tag) {
    case 'Usage':
      return 2
    case 'Failure':
      return 1
    case 'Interrupted':
      return stopCodes[error.by]
  }
}

/** One line: control characters, which a path may hold, are shown as spaces. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

/** What standard error says of it, one line. */
export const describeCliError = (error: CliError): string =>
  error._tag === 'Interrupted'
    ? oneLine(`stopped by ${error.by}${error.kept === undefined ? ', nothing was written' : `; ${error.kept}`}`)
    : oneLine(error.message)

/** A sentence about what stands at `where`, a line of a file; `null` for what was typed. */
export const withPlaceText = (where: string | null, text: string): string =>
  where === null ? text : `${where}: ${text}`

/** An error of what stands at `where`, a line of a file; `null` for what was typed. */
export const withPlace =
  (where: string | null) =>
  (error: CliError): CliError =>
    where === null || error._tag === 'Interrupted' ? error : { ...error, message: `${where}: ${error.message}` }

/** An error after which `kept` says what was finished before it, and stays. */
export const withKept =
  (kept: string) =>
  (error: CliError): CliError =>
    error._tag === 'Interrupted'
      ? { ...error, kept: error.kept === undefined ? kept : `${error.kept}; ${kept}` }
      : { ...error, message: `${error.message}; ${kept}` }
