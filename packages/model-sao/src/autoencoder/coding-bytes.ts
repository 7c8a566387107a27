import type { AutoencoderConfig } from './config.js'
import { elementsOfFrame, bytesOfRun as oobleckBytes, weightsOf } from './oobleck/memory.js'
import { reachOf } from './oobleck/reach.js'
import { decoderStages, encoderStages } from './oobleck/stages.js'
import { decoderCoding, encoderCoding } from './same/halves.js'
import { bytesOfRun as sameBytes } from './same/memory.js'

/**
 * An estimate of the bytes that one half of an autoencoder takes beside its weights, at most, to code `frames` latent
 * frames where `available` bytes are free. It grows no further where a sound is coded in several chunks.
 */
export const codingBytes = (
  config: AutoencoderConfig,
  part: 'encoder' | 'decoder',
  frames: number,
  available: number,
): number => {
  switch (config._tag) {
    case 'Oobleck':
      // Both stages of a network: each keeps what its longest chunks took, and where it is opened more than once, as many
      // more of its weights.
      return (part === 'encoder' ? encoderStages(config) : decoderStages(config)).reduce(
        (sum, { layers, input, output, perFrame, ways }) => {
          const reach = reachOf(layers, input.rate, output.rate)
          const copies = (ways - 1) * Float32Array.BYTES_PER_ELEMENT * weightsOf(layers)
          return (
            sum + copies + oobleckBytes(frames * perFrame, available, elementsOfFrame(layers, input.rate), reach, ways)
          )
        },
        0,
      )
    case 'Same': {
      const coding = part === 'encoder' ? encoderCoding(config) : decoderCoding(config)
      return sameBytes(coding, frames, available)
    }
  }
}
