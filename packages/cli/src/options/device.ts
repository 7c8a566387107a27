import { type Device, providers } from '@sigmastream/onnx'
import { oneOf } from './names.js'

/** A device, or the first that works. */
export type AskedDevice = Device | 'auto'

const names: Readonly<Record<AskedDevice, unknown>> = { auto: null, ...providers }

/** Where a model is computed, as typed. */
export const askedDevice = oneOf(names)

/** The option of every command that computes with `--model`. */
export const deviceOption = (usual = 'cpu'): readonly [flags: string, description: string] => [
  '--device <name>',
  `where the model is computed: ${Object.keys(names).join(', ')}; sigmastream devices says which work here, and results ` +
    `differ a little from one to the next (default: ${usual})`,
]
