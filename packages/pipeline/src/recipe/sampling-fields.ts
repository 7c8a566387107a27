import { maxSteps } from '../max-steps.js'
import { mostItems, noiseNames } from '../noise-choice.js'
import { listName, scheduleNames } from '../schedule-names.js'
import * as c from './codecs.js'
import { withWords } from './field-words.js'
import { forks, sigmaList } from './list-codecs.js'
import { samplerNames } from './names.js'
import { samplingWords } from './words/sampling-words.js'

/** The most threads that can be asked for. */
export const maxThreads = 1024

/** How it is sampled. */
export const samplingFields = withWords(
  {
    threads: c.wholeNumber(1, maxThreads),
    noise: c.oneOf(noiseNames),
    seed: c.wholeNumber(0),
    forks,
    toward: c.wholeNumber(0),
    batch: c.wholeNumber(1, mostItems),
    cudaThreads: c.wholeNumber(1),
    sampler: c.oneOf(samplerNames),
    reuse: c.positive('a relative error'),
    schedule: c.oneOf({ ...scheduleNames, [listName]: null }),
    steps: c.wholeNumber(1, maxSteps),
    sigmaMin: c.nullable(c.sigmaLevel),
    sigmaMax: c.nullable(c.sigmaLevel),
    shift: c.positive('a factor'),
    sigmas: sigmaList(maxSteps + 1),
  },
  samplingWords,
)
