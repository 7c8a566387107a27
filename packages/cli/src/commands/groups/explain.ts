import { entry } from '../entry.js'
import type { CommandGroup } from '../group.js'
import { summaries } from '../summaries.js'

/** `sigmastream explain`. */
export const explainGroup: CommandGroup = {
  name: 'explain',
  summary: 'print what a run would do, without running it',
  description:
    'Print the chain of steps, model calls, memory, noise and schedule of what would run. Takes the arguments of the command ' +
    'that it explains.',
  examples: ['explain inpaint take.wav --from 2.5 --to 3.5 --sampler dpmpp-2m'],
  commands: [
    entry('generate', '[PROMPT]', summaries.generate, async () => (await import('../generate.js')).explainGenerate),
    entry('inpaint', '<IN>', summaries.inpaint, async () => (await import('../inpaint.js')).explainInpaint),
    entry('loop', '<IN>', summaries.loop, async () => (await import('../loop.js')).explainLoop),
    entry('restyle', '<IN>', summaries.restyle, async () => (await import('../restyle.js')).explainRestyle),
    entry('vary', '<IN>', summaries.vary, async () => (await import('../vary.js')).explainVary),
    entry('edit', '<IN>', summaries.edit, async () => (await import('../edit.js')).explainEdit),
    entry('extend', '<IN>', summaries.extend, async () => (await import('../extend.js')).explainExtend),
  ],
}
