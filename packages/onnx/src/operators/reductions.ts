import { float, int } from '../attribute.js'
import { type F32, f32Node, int64s } from './values.js'

/** The mean over dimension `axis`, which stays with size 1; -1 is the last. */
export const meanOver = (x: F32, axis: number): F32 => f32Node('ReduceMean', [x, int64s([axis])])

/** The sum over dimension `axis`, which stays with size 1; -1 is the last. */
export const sumOver = (x: F32, axis: number): F32 => f32Node('ReduceSum', [x, int64s([axis])])

/** The Euclidean norm over `axes`, which stay with size 1. */
export const normOver = (x: F32, axes: readonly number[]): F32 => f32Node('ReduceL2', [x, int64s(axes)])

/**
 * x over the root of the mean of its squares, over the last dimension, times scale; `epsilon` is added to the mean.
 * Zhang and Sennrich 2019, eq. 4.
 */
export const rmsNormalization = (x: F32, scale: F32, epsilon: number): F32 =>
  f32Node('SimplifiedLayerNormalization', [x, scale], { axis: int(-1), epsilon: float(epsilon), stash_type: int(1) })

/**
 * x less its mean over its standard deviation, both of the last dimension, times scale, plus bias; `epsilon` is added
 * to the variance. Ba et al. 2016, eq. 4.
 */
export const layerNormalization = (x: F32, scale: F32, bias: F32, epsilon: number): F32 =>
  f32Node('LayerNormalization', [x, scale, bias], { axis: int(-1), epsilon: float(epsilon) })
