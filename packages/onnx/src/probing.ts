import { type ExecFileException, execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import type { task as T } from 'fp-ts'
import type { Device } from './device.js'
import { missingEngine } from './engine.js'

/**
 * What was found out about a device: it computes; this build of onnxruntime has it not; it has, and that does not
 * compute.
 */
export type DeviceState =
  | { readonly _tag: 'Works' }
  | { readonly _tag: 'Absent' }
  | { readonly _tag: 'Fails'; readonly why: string }

/** Finds out about a device. */
export type Probe = (device: Device) => T.Task<DeviceState>

/** The exit code of the probe's program where onnxruntime has no such device. */
export const absentCode = 3

/** The exit code of the probe's program where the device does not compute. */
export const failedCode = 4

/** What was said, without the place in onnxruntime's sources that says it and the condition there. */
const reasonIn = (output: string): string =>
  output
    .replace(/^\/\S+:\d+ .* was false\. /s, '')
    .trim()
    .replace(/\s+/g, ' ')

const stateOf = (error: ExecFileException | null, output: string, said: string, limit: number): DeviceState => {
  if (error === null) return { _tag: 'Works' }
  if (error.code === absentCode) return { _tag: 'Absent' }
  if (error.code === failedCode) return { _tag: 'Fails', why: reasonIn(output) }
  const missing = missingEngine(said)
  if (missing !== undefined) return { _tag: 'Fails', why: missing }
  const ended = error.killed
    ? `did not end in ${limit / 1000} s`
    : `ended by ${error.signal ?? `exit code ${error.code}`}`
  return { _tag: 'Fails', why: `a process that computes on it ${ended}` }
}

/** The probe that runs a program with the name of the device, and gives it so many milliseconds. */
export const probeBy =
  (program: string, limit: number): Probe =>
  (device) =>
  () =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [program, device],
        { timeout: limit, killSignal: 'SIGKILL', env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' } },
        (error, stdout, stderr) => resolve(stateOf(error, stdout, stderr, limit)),
      )
    })

/** The first use of a driver takes seconds. What takes this long, in milliseconds, hangs. */
const patience = 60_000

/** The built program, found as the worker is. */
const probePath = (): string => createRequire(import.meta.url).resolve('@sigmastream/onnx/probe')

/**
 * Whether small graphs open on the device and compute there what they do on the cpu (`agreesWithCpu`), in a process of
 * their own: what a driver crashes, hangs or prints there harms nobody.
 */
export const probeDevice: Probe = (device) => probeBy(probePath(), patience)(device)
