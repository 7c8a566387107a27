import { maxSteps } from '../../max-steps.js'
import { mostItems, noiseNames, usualPart } from '../../noise-choice.js'
import { scheduleNames } from '../../schedule-names.js'
import { field, words } from '../../words.js'
import type { FieldWords } from '../field-words.js'

/** What the fields of sampling are to a musician. */
export const samplingWords = {
  threads: {
    title: 'Threads',
    about: words`processor threads for the model`,
    usual: words`as many as there are`,
    examples: [2],
  },
  noise: {
    title: 'Noise',
    about: words`where noise comes from: ${Object.keys(noiseNames).join(', ')}`,
    default: 'keyed',
    examples: ['torch-cpu'],
  },
  seed: {
    title: 'Seed',
    about: words`a whole number; the same seed gives the same result`,
    usual: words`a random one, which is printed`,
    examples: [7],
  },
  forks: {
    title: 'Other seeds later',
    about: words`go on with the noise of other seeds from their steps on: 103@12 is the seed 103 from step 12 on, counted from 0`,
    examples: ['103@12,117@24'],
  },
  toward: {
    title: 'Toward another seed',
    about: words`another seed: the noise goes from that of ${field('seed')} toward that of this one`,
    examples: [8],
  },
  batch: {
    title: 'How many',
    about: words`how many of each, with the seeds from ${field('seed')} on; at most ${mostItems}`,
    default: 1,
    examples: [3],
  },
  cudaThreads: {
    title: 'Threads of the device',
    about: words`torch-cuda above 65536 elements: the threads that the device runs at once`,
    examples: [163_840],
  },
  sampler: {
    title: 'Sampler',
    about: words`how each step is computed; sigmastream samplers lists them`,
    default: 'euler',
    profiled: true,
    examples: ['dpmpp-2m'],
  },
  reuse: {
    title: 'Reuse answers',
    about: words`call the model less: reuse its answers up to this relative error, such as 0.05`,
    usual: words`never`,
    examples: [0.05],
  },
  schedule: {
    title: 'Schedule',
    about: words`how the noise levels are spaced: ${Object.keys(scheduleNames).join(', ')}`,
    default: 'polyexponential',
    profiled: true,
    examples: ['karras'],
  },
  steps: {
    title: 'Steps',
    about: words`how many steps, from 1 to ${maxSteps}`,
    default: 40,
    profiled: true,
    examples: [50],
  },
  sigmaMin: {
    title: 'Lowest noise level',
    about: words`the lowest noise level above 0`,
    usual: words`the model's`,
    profiled: true,
    examples: [0.3],
  },
  sigmaMax: {
    title: 'Highest noise level',
    about: words`the highest noise level`,
    usual: words`the model's`,
    profiled: true,
    examples: [500],
  },
  shift: {
    title: 'Shift',
    about: words`flux-shift: by how much every sigma is multiplied`,
    usual: words`6.93`,
    examples: [3],
  },
  sigmas: {
    title: 'Noise levels',
    about: words`the noise levels themselves, such as 500,100,20,3,0, in the place of a schedule`,
    examples: [[500, 100, 20, 3, 0]],
  },
} satisfies Readonly<Record<string, FieldWords>>

/** How far the noise goes toward that of another seed, for each of several results. */
export const walkWords: FieldWords = {
  title: 'How far toward',
  about: words`how far: 0 is what ${field('seed')} makes, 1 what ${field('toward')} makes; several, such as 0,0.25,0.5, for one result each`,
  default: usualPart,
  examples: [0.25],
}
