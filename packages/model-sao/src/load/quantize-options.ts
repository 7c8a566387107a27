import type { PackedPrecision } from '../precision/precision.js'
import type { PackingProgress } from '../precision/write.js'
import type { LoadOptions } from './options.js'

/** What is going on: matrices that are measured, or weights that are written. */
export interface QuantizeProgress extends PackingProgress {
  readonly stage: 'measuring' | 'packing'
}

/** How a model's weights are made smaller. */
export interface QuantizeOptions extends Pick<LoadOptions, 'threads' | 'cache' | 'signal'> {
  readonly precision: PackedPrecision
  /** In dB. A matrix whose signal-to-noise ratio is below stays in float32. By default that of `QUANTIZE_LIMITS`. */
  readonly limit?: number
  /** What the run that is measured is about. */
  readonly prompt: string
  readonly seed: number
  readonly onProgress?: (progress: QuantizeProgress) => void
}

/**
 * The limits by default, in dB: an error of 0.1, of 6 and of 18 % of what a product gives. Matrices without outliers
 * lie 5 dB and more above (docs/precision.md), so that what is below is out of the ordinary.
 */
export const QUANTIZE_LIMITS: Readonly<Record<PackedPrecision, number>> = { 'fp16-weights': 60, int8: 25, int4: 15 }
