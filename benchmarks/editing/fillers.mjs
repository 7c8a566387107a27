// What fills a gap, by name: this program, and what a user would do without it.
import { fillGap } from '@sigmastream/pipeline'
import { autoregression, repetition, similarSegment } from './baselines.mjs'

/** The embedded model, with options of `inpaint`. */
const filled = (how) => async (recording, gap, steps) => {
  const { sound } = await fillGap(recording, [gap], { steps, seed: 1, threads: 1, encoding: 'float32', ...how })
  return sound.audio
}

/** Each takes a recording, a gap and how many steps a sampler takes, and gives the recording with the gap filled. */
export const fillers = {
  ours: filled({}),
  autoregression: async (recording, gap) => autoregression(recording, gap),
  'similar segment': async (recording, gap) => similarSegment(recording, gap),
  repetition: async (recording, gap) => repetition(recording, gap),
}

/** The ways in which this program keeps what surrounds a gap in sight, the default first. */
export const methods = {
  projection: filled({}),
  posterior: filled({ method: 'posterior' }),
  '--resample 2,5': filled({ resample: [2, 5] }),
}
