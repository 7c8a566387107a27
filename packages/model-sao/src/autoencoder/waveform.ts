import type { ReadonlyF32 } from '@sigmastream/core'

/** Sounds of one length and number of channels: `[batch, channels, samples]`, row-major float32, full scale 1. */
export interface Waveform {
  readonly shape: readonly [batch: number, channels: number, samples: number]
  readonly data: ReadonlyF32
}
