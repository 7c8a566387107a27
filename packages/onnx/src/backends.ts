import { type Device, providers } from './device.js'
import { listSupportedBackends } from './runtime.js'

/**
 * Whether this build of onnxruntime, for this platform, has the device. Its libraries may still be missing. Asked
 * for one that it has not, onnxruntime computes everything on the cpu.
 */
export const isBuiltIn = (device: Device): boolean =>
  listSupportedBackends().some(({ name }) => name === providers[device])
