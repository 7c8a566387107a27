import { entry } from '../entry.js'
import type { CommandGroup } from '../group.js'

/** `sigmastream model`. */
export const modelGroup: CommandGroup = {
  name: 'model',
  summary: 'fetch, check and pack Stable Audio',
  description: 'Fetch a Stable Audio checkpoint, say what is in one, and make its weights smaller.',
  examples: [
    'model pull stabilityai/stable-audio-open-1.0',
    'model check FOLDER',
    'model quantize FOLDER --precision int8',
  ],
  commands: [
    entry(
      'check',
      '<DIR>',
      'say what a checkpoint holds and can do',
      async () => (await import('../model-check.js')).modelCheckCommand,
    ),
    entry(
      'pull',
      '<REPO>',
      'fetch a checkpoint from the Hugging Face hub',
      async () => (await import('../model-pull.js')).modelPullCommand,
    ),
    entry(
      'quantize',
      '<DIR>',
      'make the weights of a checkpoint smaller, where that is measured to hold',
      async () => (await import('../model-quantize.js')).modelQuantizeCommand,
    ),
  ],
}
