/** In what the matrices of the transformer's blocks are held, most exact first. Everything else is in float32. */
export const PRECISIONS = ['fp32', 'fp16-weights', 'int8', 'int4'] as const

/**
 * `fp32`: as the checkpoint has them, computed in float32. `fp16-weights`: held in half, computed in float32. `int8`:
 * weights in 8 bits with a scale for each output, activations in 8 bits with a scale for each token. `int4`: weights in
 * 4 bits with a scale for each 32 inputs, activations in 8 bits with a scale for as many.
 */
export type Precision = (typeof PRECISIONS)[number]

/** A precision for which the matrices are made smaller, once, into a file of their own. */
export type PackedPrecision = Exclude<Precision, 'fp32'>
