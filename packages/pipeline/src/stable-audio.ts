import type { Model } from './model.js'
import type { StableAudioOptions } from './stable-audio/options.js'

/**
 * Stable Audio Open from the folder of its checkpoint. Recipes say the prompt and how it is followed. Configurations and
 * headers are read when something is prepared, the weights when it is opened; neither is loaded before.
 */
export const stableAudio = (folder: string, options: StableAudioOptions = {}): Model => ({
  knowsRate: true,
  prepare: (orders, signal) => async () => {
    const { piecesOf } = await import('./stable-audio/pieces.js')
    return piecesOf(folder, orders, options, signal)()
  },
})
