/** The noise sources by name. */
export const noiseNames = { keyed: null, brownian: null, 'torch-cpu': null, 'torch-cuda': null }

/** The name of a noise source. */
export type NoiseName = keyof typeof noiseNames

/** The largest batch: each item of PyTorch's noise is cut out of what the whole batch draws. */
export const mostItems = 100

/**
 * Which noise. `cudaThreads` is how many threads the device runs at once, for latents of more than 65 536 elements;
 * `item` of `batch`, counted from 0, is which of the results of the seed. `forks` are other seeds from their steps on. With
 * `toward`, another seed, the noise is that of `by` of the way to what that seed draws alone: halfway unless it is said.
 */
export interface NoiseChoice {
  readonly noise: NoiseName
  readonly seed: number
  readonly cudaThreads?: number
  readonly batch?: number
  readonly item?: number
  readonly forks?: string
  readonly toward?: number
  readonly by?: number
}

/** How far the noise goes toward that of another seed where nobody says. */
export const usualPart = 0.5
