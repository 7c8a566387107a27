import type { Shape } from '@sigmastream/core'
import type { Autoencoder } from '../autoencoder/autoencoder.js'
import { referenceChunks } from '../autoencoder/chunks.js'

/**
 * The inference noise that the reference of Stable Audio 3 draws while it encodes, `[groups, 1, width]`: of each of its
 * chunks one after the other, whose frames overlap. Source: stable-audio-3 `models/autoencoders.py`.
 */
export const encodingDrawOf =
  ({ noiseShapes }: Pick<Autoencoder, 'noiseShapes'>) =>
  (frames: number): Shape | null => {
    const [first, ...others] = referenceChunks(frames).flatMap(({ start, end }) => {
      const { tokens } = noiseShapes('encoder', 1, end - start)
      return tokens === undefined ? [] : [tokens]
    })
    if (first === undefined) return null
    const [groups, count, width] = first
    return [others.reduce((sum, [more]) => sum + more, groups), count, width]
  }
