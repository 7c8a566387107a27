import { deviceNames, oneOf } from '@sigmastream/pipeline/recipe'
import { fieldHelp } from './field-help.js'

/** Where a model is computed, as typed. */
export const askedDevice = oneOf(deviceNames)

/** The option of every command that computes with `--model`. */
export const deviceOption = (usual = 'cpu'): readonly [flags: string, description: string] => [
  '--device <name>',
  `${fieldHelp('device', 'unsaid')} (default: ${usual})`,
]
