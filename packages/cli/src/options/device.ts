import { deviceNames, oneOf } from '@sigmastream/pipeline/recipe'

/** Where a model is computed, as typed. */
export const askedDevice = oneOf(deviceNames)

/** The option of every command that computes with `--model`. */
export const deviceOption = (usual = 'cpu'): readonly [flags: string, description: string] => [
  '--device <name>',
  `where the model is computed: ${Object.keys(deviceNames).join(', ')}; sigmastream devices says which work here, and results ` +
    `differ a little from one to the next (default: ${usual})`,
]
