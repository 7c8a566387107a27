import type { ReadonlyF32 } from '@sigmastream/core'
import type { Dtype } from './dtype.js'

/**
 * A float32 tensor of any rank, row-major: a scalar has shape `[]` and one element, a zero dimension means no element.
 */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: ReadonlyF32
}

/** A tensor that was read: `dtype` is what the file held, `data` is float32 whatever it was. */
export interface StoredTensor extends Tensor {
  readonly dtype: Dtype
}

/** The name given to the tensor of a file that holds exactly one without naming it (`.npy`, a `.pt` of one tensor). */
export const SINGLE_TENSOR = 'tensor'
