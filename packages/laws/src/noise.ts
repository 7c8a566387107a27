import type { NoiseSource } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'

/** The keyed noise that the laws run on: one seed for a whole batch, or one for each item. */
export const testNoise = (seeds: number | readonly number[]): NoiseSource => keyed(seeds)
