// What fills a gap, by name: this program, and what a user would do without it.
import { fillGap } from '@sigmastream/pipeline'
import { autoregression, repetition, similarSegment } from './baselines.mjs'

/** Each takes a recording, a gap and how many steps a sampler takes, and gives the recording with the gap filled. */
export const fillers = {
  ours: async (recording, gap, steps) => {
    const { sound } = await fillGap(recording, [gap], { steps, seed: 1, threads: 1, encoding: 'float32' })
    return sound.audio
  },
  autoregression: async (recording, gap) => autoregression(recording, gap),
  'similar segment': async (recording, gap) => similarSegment(recording, gap),
  repetition: async (recording, gap) => repetition(recording, gap),
}
