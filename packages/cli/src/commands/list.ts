import { type CommandEntry, entry } from './entry.js'
import type { CommandGroup } from './group.js'
import { explainGroup } from './groups/explain.js'
import { farmGroup } from './groups/farm.js'
import { modelGroup } from './groups/model.js'
import { searchGroup } from './groups/search.js'
import { summaries } from './summaries.js'

/** Every command but the groups, in the order of help. */
export const commands: readonly CommandEntry[] = [
  entry('generate', '[PROMPT]', summaries.generate, async () => (await import('./generate.js')).generateCommand),
  entry('inpaint', '<IN>', summaries.inpaint, async () => (await import('./inpaint.js')).inpaintCommand),
  entry('loop', '<IN>', summaries.loop, async () => (await import('./loop.js')).loopCommand),
  entry('restyle', '<IN>', summaries.restyle, async () => (await import('./restyle.js')).restyleCommand),
  entry('vary', '<IN>', summaries.vary, async () => (await import('./vary.js')).varyCommand),
  entry('edit', '<IN>', summaries.edit, async () => (await import('./edit.js')).editCommand),
  entry('extend', '<IN>', summaries.extend, async () => (await import('./extend.js')).extendCommand),
  entry(
    'studio',
    '',
    'open a page in the browser to hear and steer all of this',
    async () => (await import('./studio.js')).studioCommand,
  ),
  entry('rerun', '<FILE>', 'make a file again from its recipe', async () => (await import('./rerun.js')).rerunCommand),
  entry(
    'resume',
    '<DIR>',
    'go on with a run that was ended, from its newest frame',
    async () => (await import('./resume.js')).resumeCommand,
  ),
  entry(
    'fork',
    '<DIR>',
    'start other takes from a step of a run that was kept',
    async () => (await import('./fork.js')).forkCommand,
  ),
  entry('tree', '<DIR>', 'draw the family of takes in a folder', async () => (await import('./tree.js')).treeCommand),
  entry(
    'encode',
    '<IN>',
    'turn sound into latents, with Stable Audio',
    async () => (await import('./encode.js')).encodeCommand,
  ),
  entry(
    'decode',
    '<Z>',
    'turn latents into sound, with Stable Audio',
    async () => (await import('./decode.js')).decodeCommand,
  ),
  entry(
    'samplers',
    '',
    'list every sampler, with its cost',
    async () => (await import('./samplers.js')).samplersCommand,
  ),
  entry(
    'devices',
    '',
    'list the devices that a model can be computed on, and try each',
    async () => (await import('./devices.js')).devicesCommand,
  ),
  entry('schedule', '', 'print the sigmas of a schedule', async () => (await import('./schedule.js')).scheduleCommand),
  entry('mask', '', 'write an inpainting mask from seconds', async () => (await import('./mask.js')).maskCommand),
  entry(
    'noise',
    '',
    "write noise from a seed, PyTorch's included",
    async () => (await import('./noise.js')).noiseCommand,
  ),
  entry(
    'parity',
    '<DIR>',
    'check this installation against recorded outputs',
    async () => (await import('./parity.js')).parityCommand,
  ),
  entry(
    'exercises',
    '',
    "answer the course's notebook with Stable Audio Open",
    async () => (await import('./exercises.js')).exercisesCommand,
  ),
]

/** The groups, which help has after the commands. */
export const groups: readonly CommandGroup[] = [modelGroup, explainGroup, searchGroup, farmGroup]
