import { entry } from '../entry.js'
import type { CommandGroup } from '../group.js'
import { summaries } from '../summaries.js'

/** `sigmastream search`. */
export const searchGroup: CommandGroup = {
  name: 'search',
  summary: 'make several takes at once, and keep the best',
  description:
    'Run several takes of a command at once, drop the worst at checkpoints on the way, and write the best at the end. Takes ' +
    'the arguments of the command that makes one. What it writes has a recipe of its own: rerun makes it again without a search.',
  examples: [
    'search vary take.wav --by onsets --takes 8 --keep 2 -o best.wav',
    'search inpaint take.wav --from 2.5 --to 3.5 --by level --sampler dpmpp-3m-sde --at 0.3,0.6 -o filled.wav',
  ],
  commands: [
    entry('generate', '[PROMPT]', summaries.generate, async () => (await import('../generate.js')).searchGenerate),
    entry('inpaint', '<IN>', summaries.inpaint, async () => (await import('../inpaint.js')).searchInpaint),
    entry('restyle', '<IN>', summaries.restyle, async () => (await import('../restyle.js')).searchRestyle),
    entry('vary', '<IN>', summaries.vary, async () => (await import('../vary.js')).searchVary),
    entry('extend', '<IN>', summaries.extend, async () => (await import('../extend.js')).searchExtend),
  ],
}
