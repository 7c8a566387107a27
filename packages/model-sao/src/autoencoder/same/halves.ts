import type { Reach } from '../chunks.js'
import type { CodingNetwork } from '../in-chunks.js'
import type { SameAutoencoder, SameHalf } from './config.js'

/** A half as it is run: what it makes of what, how far it sees, and in what groups it looks at frames. */
export interface SameCoding extends CodingNetwork {
  readonly half: SameHalf
  /** Tokens of one frame, the new ones included. */
  readonly group: number
  readonly reach: Reach
  readonly grid: number
}

/** Frames that a half looks at in one group. */
const gridOf = ({ sight }: SameHalf): number => (sight._tag === 'Chunks' ? sight.frames : 1)

/**
 * How many frames before and after one must be there. In a band a token sees as far as `before` groups are long, so
 * through `depth` blocks it sees into the frame `depth * before` in front of its own. Of that outermost frame it sees new
 * tokens alone, which hold nothing of the sound, but have their share of the attention. In chunks it is the chunk, which
 * is the grid's matter, and half of one more where they are shifted. A mapping of three patches adds one.
 */
const reachOf = ({ sight, depth, mappingKernel }: SameHalf): Reach => {
  const mapped = mappingKernel === 3 ? 1 : 0
  switch (sight._tag) {
    case 'Window':
      return { before: depth * sight.before + mapped, after: depth * sight.after + mapped }
    case 'Chunks': {
      const around = (sight.shifted ? sight.frames / 2 : 0) + mapped
      return { before: around, after: around }
    }
  }
}

/** The encoder: `audio` to `latent`. */
export const encoderCoding = (config: SameAutoencoder): SameCoding => {
  const { encoder, audioChannels, frameSamples, latentChannels, stride } = config
  const grid = gridOf(encoder)
  return {
    part: 'encoder',
    input: { name: 'audio', channels: audioChannels, rate: frameSamples, multiple: grid },
    output: { name: 'latent', channels: latentChannels, rate: 1, multiple: grid },
    half: encoder,
    group: stride + 1,
    reach: reachOf(encoder),
    grid,
  }
}

/** The decoder: `latent` to `audio`. It fills the last chunk up by itself, in its own width. */
export const decoderCoding = (config: SameAutoencoder): SameCoding => {
  const { decoder, audioChannels, frameSamples, latentChannels, stride } = config
  const grid = gridOf(decoder)
  return {
    part: 'decoder',
    input: { name: 'latent', channels: latentChannels, rate: 1 },
    output: { name: 'audio', channels: audioChannels, rate: frameSamples, multiple: grid },
    half: decoder,
    group: stride + 1,
    reach: reachOf(decoder),
    grid,
  }
}
