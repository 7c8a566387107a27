/** How the weights of the transformer are held in memory. */
export type Precision = 'fp32' | 'fp16-weights' | 'int8' | 'int4'

/** Bytes of one weight of the transformer; those of int8 and int4 have their share of the scales in them. */
export const WEIGHT_BYTES: Readonly<Record<Precision, number>> = { 'fp32': 4, 'fp16-weights': 2, 'int8': 1.02, 'int4': 0.56 }
