import { describeSampleError, type Refused } from '@sigmastream/core'
import type { Device } from './device.js'

/** onnxruntime refused to load the model on this device, or has no such device here. */
export interface LoadFailed {
  readonly _tag: 'LoadFailed'
  readonly device: Device
  readonly message: string
}

/** onnxruntime refused or failed this run (a missing input, a wrong shape); the session can be used further. */
interface RunFailed {
  readonly _tag: 'RunFailed'
  readonly message: string
  /** What the model takes, as `x float32 [batch, 64, frames]`. */
  readonly expected: readonly string[]
}

/** The session's worker thread crashed or ended by itself. */
interface WorkerFailed {
  readonly _tag: 'WorkerFailed'
  readonly message: string
}

/** The session was closed before this run was answered. */
export interface SessionClosed {
  readonly _tag: 'SessionClosed'
}

/** The signal was aborted before this run started. */
export interface RunAborted {
  readonly _tag: 'RunAborted'
}

/** Everything that can go wrong with a graph or a session, as values; `Refused` is of a graph or an option. */
export type OnnxError = Refused | LoadFailed | RunFailed | WorkerFailed | SessionClosed | RunAborted

const oneLine = (message: string): string => message.trim().replace(/\s+/g, ' ')

/** One line: what was wrong, and what would be right. */
export const describeOnnxError = (error: OnnxError): string => {
  switch (error._tag) {
    case 'Refused':
      return describeSampleError(error)
    case 'LoadFailed':
      return error.device === 'cpu'
        ? `the model cannot be loaded: ${oneLine(error.message)}`
        : `the model cannot be loaded on ${error.device}: ${oneLine(error.message)}; ` +
            'sigmastream devices lists what this machine has, and cpu is always there'
    case 'RunFailed':
      return `the model cannot run: ${oneLine(error.message)}; it takes ${error.expected.join(', ')}`
    case 'WorkerFailed':
      return `the session's worker thread ended: ${oneLine(error.message)}; open a new session`
    case 'SessionClosed':
      return 'the session is closed; open a new one'
    case 'RunAborted':
      return 'the run was aborted before it started'
  }
}
