import type { CommandSpec } from './command.js'

/** A command by its name, as the list of commands shows it; `load` imports the rest of it. */
export interface Listed {
  readonly name: string
  /** Its argument, as help writes it; '' for none. */
  readonly argument: string
  readonly summary: string
  readonly load: () => Promise<CommandSpec>
}

const listed = (name: string, argument: string, summary: string, load: Listed['load']): Listed => ({
  name,
  argument,
  summary,
  load,
})

const summaries = {
  generate: 'make sound from a prompt, with Stable Audio Open',
  inpaint: 'fill a gap in a recording',
  restyle: 'make a clip over in the style of others',
  vary: 'make variations of a clip',
}

/** Every command but the groups, in the order of help. */
export const commands: readonly Listed[] = [
  listed('generate', '[PROMPT]', summaries.generate, async () => (await import('./generate.js')).generateCommand),
  listed('inpaint', '<IN>', summaries.inpaint, async () => (await import('./inpaint.js')).inpaintCommand),
  listed('restyle', '<IN>', summaries.restyle, async () => (await import('./restyle.js')).restyleCommand),
  listed('vary', '<IN>', summaries.vary, async () => (await import('./vary.js')).varyCommand),
  listed('rerun', '<FILE>', 'make a file again from its recipe', async () => (await import('./rerun.js')).rerunCommand),
  listed(
    'encode',
    '<IN>',
    'turn sound into latents, with Stable Audio Open',
    async () => (await import('./encode.js')).encodeCommand,
  ),
  listed(
    'decode',
    '<Z>',
    'turn latents into sound, with Stable Audio Open',
    async () => (await import('./decode.js')).decodeCommand,
  ),
  listed(
    'samplers',
    '',
    'list every sampler, with its cost',
    async () => (await import('./samplers.js')).samplersCommand,
  ),
  listed(
    'devices',
    '',
    'list the devices that a model can be computed on, and try each',
    async () => (await import('./devices.js')).devicesCommand,
  ),
  listed('schedule', '', 'print the sigmas of a schedule', async () => (await import('./schedule.js')).scheduleCommand),
  listed('mask', '', 'write an inpainting mask from seconds', async () => (await import('./mask.js')).maskCommand),
  listed(
    'noise',
    '',
    "write noise from a seed, PyTorch's included",
    async () => (await import('./noise.js')).noiseCommand,
  ),
  listed(
    'parity',
    '<DIR>',
    'check this installation against recorded outputs',
    async () => (await import('./parity.js')).parityCommand,
  ),
  listed(
    'exercises',
    '',
    "answer the course's notebook with Stable Audio Open",
    async () => (await import('./exercises.js')).exercisesCommand,
  ),
]

/** Those of `model`. */
export const modelCommands: readonly Listed[] = [
  listed(
    'check',
    '<DIR>',
    'say what a checkpoint holds and can do',
    async () => (await import('./model-check.js')).modelCheckCommand,
  ),
  listed(
    'pull',
    '<REPO>',
    'fetch a checkpoint from the Hugging Face hub',
    async () => (await import('./model-pull.js')).modelPullCommand,
  ),
  listed(
    'quantize',
    '<DIR>',
    'make the weights of a checkpoint smaller, where that is measured to hold',
    async () => (await import('./model-quantize.js')).modelQuantizeCommand,
  ),
]

/** Those that `explain` knows. */
export const explainedCommands: readonly Listed[] = [
  listed('generate', '[PROMPT]', summaries.generate, async () => (await import('./generate.js')).explainGenerate),
  listed('inpaint', '<IN>', summaries.inpaint, async () => (await import('./inpaint.js')).explainInpaint),
  listed('restyle', '<IN>', summaries.restyle, async () => (await import('./restyle.js')).explainRestyle),
  listed('vary', '<IN>', summaries.vary, async () => (await import('./vary.js')).explainVary),
]
