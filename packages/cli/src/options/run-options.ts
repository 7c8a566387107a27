import { catalogue } from '@sigmastream/samplers'
import type { Command } from 'commander'
import * as t from 'io-ts'
import { noiseNames } from '../noise.js'
import { maxSteps, type ScheduleName, schedules } from '../schedule.js'
import { many } from './many.js'
import { oneOf, textOf } from './names.js'
import { positive, sigmaLevel, wholeNumber } from './numbers.js'

/** Every sampler by name. */
export const samplerNames: Readonly<Record<string, null>> = Object.fromEntries(
  catalogue.map(({ name }) => [name, null]),
)

/** The largest number of threads that can be asked for. */
export const maxThreads = 1024

/** How sound is stored. */
export const encodings = { pcm16: null, pcm24: null, float32: null }

/** What every run can be told, decoded. What is left out is the model's, or chosen at random (the seed). */
export const TypedOptions = t.intersection([
  t.type({ noise: oneOf(noiseNames), fromAudio: many(textOf('the name of a file')), force: t.boolean }),
  t.partial({
    sampler: oneOf(samplerNames),
    schedule: oneOf(schedules),
    steps: wholeNumber(1, maxSteps),
    sigmaMin: sigmaLevel,
    sigmaMax: sigmaLevel,
    reuse: positive('a relative error'),
    seed: wholeNumber(0),
    cudaThreads: wholeNumber(1),
    windowLength: positive('a number of seconds'),
    threads: wholeNumber(1, maxThreads),
    frameRate: positive('a number of frames a second'),
    tensor: textOf('the name of a tensor'),
    encoding: oneOf(encodings),
    output: textOf('the name of a file'),
    plot: textOf('the name of a file'),
    saveFrames: textOf('the name of a folder'),
  }),
])

/** See the codec of the same name. */
export type TypedOptions = t.TypeOf<typeof TypedOptions>

/** How a model is sampled where nobody says otherwise. */
export interface Conventions {
  readonly sampler: string
  readonly schedule: ScheduleName
  readonly steps: number
}

/** What a run is told, nothing open but what the model knows and the seed. */
export type RunOptions = TypedOptions & Conventions

/** The embedded model's. */
export const embeddedConventions: Conventions = { sampler: 'euler', schedule: 'polyexponential', steps: 40 }

/** The options with what was left out filled in. */
export const settled = (typed: TypedOptions, conventions: Conventions): RunOptions => ({ ...conventions, ...typed })

/**
 * The options of how a run is sampled, in the order in which help lists them; `usual` says where defaults come from.
 */
const withSampling = (command: Command, usual: (embedded: string | number) => string): Command =>
  command
    .option('--sampler <name>', `how each step is computed; sigmastream samplers lists them ${usual('euler')}`)
    .option('--steps <count>', `how many steps, from 1 to ${maxSteps} ${usual(40)}`)
    .option(
      '--schedule <name>',
      `how the noise levels are spaced: ${Object.keys(schedules).join(', ')} ${usual('polyexponential')}`,
    )
    .option('--sigma-min <sigma>', `the lowest noise level above 0 ${usual("the model's")}`)
    .option('--sigma-max <sigma>', `the highest noise level ${usual("the model's")}`)
    .option(
      '--reuse <error>',
      'call the model less: reuse its answers up to this relative error, such as 0.05 (default: never)',
    )
    .option(
      '--seed <seed>',
      'a whole number; the same seed gives the same result (default: a random one, which is printed)',
    )
    .option('--noise <name>', `where noise comes from: ${Object.keys(noiseNames).join(', ')}`, 'keyed')
    .option('--cuda-threads <count>', 'torch-cuda above 65536 elements: the threads that the device runs at once')

const withOutput = (command: Command): Command =>
  command
    .option('--encoding <name>', `how sound is stored: ${Object.keys(encodings).join(', ')} (default: pcm16)`)
    .option('--plot <file.png>', 'draw before, gap and after, the schedule, and how far each step moved')
    .option('--save-frames <folder>', 'keep the denoised estimate of every step: latents as .npy, and as sound in .wav')
    .option('--force', 'replace files that are there', false)
    .option('--json', 'print one JSON object instead of text')

const threadsHelp = 'processor threads for the model (default: as many as there are)'

/** The options of runs on a clip. */
export const withRunOptions = (command: Command): Command =>
  withOutput(
    withSampling(command, (embedded) => `(default: ${embedded}; with --model the profile's)`)
      .option(
        '--from-audio <files...>',
        'learn from these clips instead of IN, which stands before it (latents where IN is latents)',
      )
      .option('--window-length <seconds>', 'how long the patches are that the model learns from (default: 0.5)')
      .option('--threads <count>', threadsHelp)
      .option('--frame-rate <rate>', 'latents only: frames a second, such as 21.533203125')
      .option('--tensor <name>', 'latents only: which tensor of a file that holds several'),
  )

/** The options of runs that make something of a prompt alone. */
export const withPromptRunOptions = (command: Command): Command =>
  withOutput(withSampling(command, () => "(default: the profile's)").option('--threads <count>', threadsHelp))
