import { describe, expect, it } from 'vitest'
import { codingBytes } from '../../../src/autoencoder/coding-bytes.js'
import { folderOf } from '../../../src/autoencoder/same/folder.js'
import { decoderOutput, encoderOutput } from '../../../src/autoencoder/same/graph.js'
import { decoderCoding, encoderCoding } from '../../../src/autoencoder/same/halves.js'
import { right } from '../support.js'
import { mostLiveElements } from './live.js'
import { sizes, tinyOptions } from './support.js'

/** What a run may hold at once, in tensors as wide as the transformer: 13.9 in a band, 13.5 in chunks. */
const TENSORS = 14

describe.each(sizes)('a run of SAME of the %s model', (size) => {
  const noise = { latentNoise: [1, 1, 1], tokenNoise: [1, 1, 1] }

  it('holds no more at once than fourteen tensors as wide as its transformer, and less than is predicted', async () => {
    const { config, weights } = await tinyOptions(size)
    if (config._tag !== 'Same') throw new Error('it is no SAME autoencoder')
    const folder = right(folderOf(weights))
    for (const frames of [16, 32]) {
      const audio = [1, config.audioChannels, frames * config.frameSamples]
      const latent = [1, config.latentChannels, frames]
      const halves = [
        { part: 'encoder', output: encoderOutput(config, weights), coding: encoderCoding(config), fed: { audio } },
        { part: 'decoder', output: decoderOutput(config, weights), coding: decoderCoding(config), fed: { latent } },
      ] as const
      for (const { part, output, coding, fed } of halves) {
        const most = await mostLiveElements(right(output), folder, { ...noise, ...fed })
        expect(most).toBeLessThan(TENSORS * frames * coding.group * coding.half.width)
        expect(4 * most).toBeLessThan(codingBytes(config, part, frames, 2 ** 40))
      }
    }
  })
})
