import type { CommandSpec } from './command.js'

/** A command by its name, as the list of commands shows it; `load` imports the rest of it. */
export interface CommandEntry {
  readonly name: string
  /** Its argument, as help writes it; '' for none. */
  readonly argument: string
  readonly summary: string
  readonly load: () => Promise<CommandSpec>
}

const entry = (name: string, argument: string, summary: string, load: CommandEntry['load']): CommandEntry => ({
  name,
  argument,
  summary,
  load,
})

const summaries = {
  generate: 'make sound from a prompt, with Stable Audio',
  inpaint: 'fill a gap in a recording',
  loop: 'make a clip go round, without a break',
  restyle: 'make a clip over in the style of others',
  vary: 'make variations of a clip',
  edit: 'change what is heard in a recording from one prompt to another, with Stable Audio',
  extend: 'let a recording go on, or begin earlier',
}

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

/** Those of `model`. */
export const modelCommands: readonly CommandEntry[] = [
  entry(
    'check',
    '<DIR>',
    'say what a checkpoint holds and can do',
    async () => (await import('./model-check.js')).modelCheckCommand,
  ),
  entry(
    'pull',
    '<REPO>',
    'fetch a checkpoint from the Hugging Face hub',
    async () => (await import('./model-pull.js')).modelPullCommand,
  ),
  entry(
    'quantize',
    '<DIR>',
    'make the weights of a checkpoint smaller, where that is measured to hold',
    async () => (await import('./model-quantize.js')).modelQuantizeCommand,
  ),
]

/** Those of `farm`. */
export const farmCommands: readonly CommandEntry[] = [
  entry(
    'submit',
    '[FILES]',
    'send recipes, or the prompts of a file, to be made',
    async () => (await import('./farm-submit.js')).farmSubmitCommand,
  ),
  entry(
    'work',
    '',
    'make what was sent, on this machine, until it is stopped',
    async () => (await import('./farm-work.js')).farmWorkCommand,
  ),
  entry(
    'status',
    '[LIST]',
    'say which workers there are, what waits and runs, and how far lists are',
    async () => (await import('./farm-status.js')).farmStatusCommand,
  ),
  entry(
    'watch',
    '[LIST|ID]',
    'say what happens, as it happens',
    async () => (await import('./farm-watch.js')).farmWatchCommand,
  ),
  entry(
    'results',
    '<LIST>',
    'fetch the results of a list into a folder',
    async () => (await import('./farm-results.js')).farmResultsCommand,
  ),
  entry(
    'cancel',
    '<LIST|ID>',
    'take back what was sent and is not made',
    async () => (await import('./farm-cancel.js')).farmCancelCommand,
  ),
  entry(
    'retry',
    '[LIST|ID]',
    'have made again what was given up',
    async () => (await import('./farm-retry.js')).farmRetryCommand,
  ),
]

/** Those that `search` knows. */
export const searchCommands: readonly CommandEntry[] = [
  entry('generate', '[PROMPT]', summaries.generate, async () => (await import('./generate.js')).searchGenerate),
  entry('inpaint', '<IN>', summaries.inpaint, async () => (await import('./inpaint.js')).searchInpaint),
  entry('restyle', '<IN>', summaries.restyle, async () => (await import('./restyle.js')).searchRestyle),
  entry('vary', '<IN>', summaries.vary, async () => (await import('./vary.js')).searchVary),
  entry('extend', '<IN>', summaries.extend, async () => (await import('./extend.js')).searchExtend),
]

/** Those that `explain` knows. */
export const explainedCommands: readonly CommandEntry[] = [
  entry('generate', '[PROMPT]', summaries.generate, async () => (await import('./generate.js')).explainGenerate),
  entry('inpaint', '<IN>', summaries.inpaint, async () => (await import('./inpaint.js')).explainInpaint),
  entry('loop', '<IN>', summaries.loop, async () => (await import('./loop.js')).explainLoop),
  entry('restyle', '<IN>', summaries.restyle, async () => (await import('./restyle.js')).explainRestyle),
  entry('vary', '<IN>', summaries.vary, async () => (await import('./vary.js')).explainVary),
  entry('edit', '<IN>', summaries.edit, async () => (await import('./edit.js')).explainEdit),
  entry('extend', '<IN>', summaries.extend, async () => (await import('./extend.js')).explainExtend),
]
