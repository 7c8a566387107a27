import { describeSampleError, type Refused } from '@sigmastream/core'
import { describeOnnxError, type OnnxError } from '@sigmastream/onnx'

/** The engine that runs the model failed. */
interface EngineFailed {
  readonly _tag: 'EngineFailed'
  readonly error: OnnxError
}

/** A gap of `frames` frames, where the longest stretch to learn from allows for `most`. */
export interface GapTooLong {
  readonly _tag: 'GapTooLong'
  readonly frames: number
  readonly most: number
}

/** A latent whose windows, beside what is learnt, take so many bytes: more than a memory of WebAssembly has, or than is free. */
export interface WindowsTooLarge {
  readonly _tag: 'WindowsTooLarge'
  readonly bytes: number
}

/**
 * Everything that can be wrong with an exemplar model, as values: `Refused` is what it cannot learn from or work on.
 */
export type ExemplarError = Refused | GapTooLong | WindowsTooLarge | EngineFailed

/** An engine's failure as this package's. */
export const engineFailed = (error: OnnxError): ExemplarError => ({ _tag: 'EngineFailed', error })

/** One line: what was wrong, and what would be right. */
export const describeExemplarError = (error: ExemplarError): string => {
  switch (error._tag) {
    case 'Refused':
      return describeSampleError(error)
    case 'GapTooLong':
      return `a gap: ${error.frames} frames, where the longest stretch to learn from is ${error.most / 2}; give at most ${error.most} frames, or other and longer clips to learn from`
    case 'WindowsTooLarge':
      return `the windows of this latent and what is learnt take ${(error.bytes / 1e9).toFixed(1)} GB at once, of which at most 4.3 GB can be had, and less where memory is short; give a shorter clip, or shorter clips to learn from`
    case 'EngineFailed':
      return describeOnnxError(error.error)
  }
}
