import type { Command } from 'commander'
import * as t from 'io-ts'
import { catalogue } from '@sigmastream/samplers'
import { noiseNames } from '../noise.js'
import { maxSteps, schedules } from '../schedule.js'
import { many } from './many.js'
import { oneOf, textOf } from './names.js'
import { positive, sigmaLevel, wholeNumber } from './numbers.js'

const samplers: Readonly<Record<string, null>> = Object.fromEntries(catalogue.map(({ name }) => [name, null]))

/** How sound is stored. */
export const encodings = { pcm16: null, pcm24: null, float32: null }

/** What every run can be told, decoded. What is left out is the model's, or chosen at random (the seed). */
export const RunOptions = t.intersection([
  t.type({
    sampler: oneOf(samplers),
    schedule: oneOf(schedules),
    steps: wholeNumber(1, maxSteps),
    noise: oneOf(noiseNames),
    fromAudio: many(textOf('the name of a file')),
    force: t.boolean,
  }),
  t.partial({
    sigmaMin: sigmaLevel,
    sigmaMax: sigmaLevel,
    seed: wholeNumber(0),
    cudaThreads: wholeNumber(1),
    windowLength: positive('a number of seconds'),
    threads: wholeNumber(1, 1024),
    frameRate: positive('a number of frames a second'),
    tensor: textOf('the name of a tensor'),
    encoding: oneOf(encodings),
    output: textOf('the name of a file'),
    plot: textOf('the name of a file'),
    saveFrames: textOf('the name of a folder'),
  }),
])

/** See the codec of the same name. */
export type RunOptions = t.TypeOf<typeof RunOptions>

/** The options that all runs share, in the order in which help lists them. */
export const withRunOptions = (command: Command): Command =>
  command
    .option('--sampler <name>', 'how each step is computed; sigmastream samplers lists them', 'euler')
    .option('--steps <count>', `how many steps, from 1 to ${maxSteps}`, '40')
    .option('--schedule <name>', `how the noise levels are spaced: ${Object.keys(schedules).join(', ')}`, 'polyexponential')
    .option('--sigma-min <sigma>', "the lowest noise level above 0 (default: the model's)")
    .option('--sigma-max <sigma>', "the highest noise level (default: the model's)")
    .option('--seed <seed>', 'a whole number; the same seed gives the same result (default: a random one, which is printed)')
    .option('--noise <name>', `where noise comes from: ${Object.keys(noiseNames).join(', ')}`, 'keyed')
    .option('--cuda-threads <count>', 'torch-cuda above 65536 elements: the threads that the device runs at once')
    .option(
      '--from-audio <files...>',
      'learn from these clips instead of IN, which stands before it (latents where IN is latents)',
    )
    .option('--window-length <seconds>', 'how long the patches are that the model learns from (default: 0.5)')
    .option('--threads <count>', 'processor threads for the model (default: as many as there are)')
    .option('--frame-rate <rate>', 'latents only: frames a second, such as 21.533203125')
    .option('--tensor <name>', 'latents only: which tensor of a file that holds several')
    .option('--encoding <name>', `how sound is stored: ${Object.keys(encodings).join(', ')} (default: pcm16)`)
    .option('--plot <file.png>', 'draw before, gap and after, the schedule, and how far each step moved')
    .option('--save-frames <folder>', 'keep the denoised estimate of every step: latents as .npy, and as sound in .wav')
    .option('--force', 'replace files that are there', false)
    .option('--json', 'print one JSON object instead of text')
