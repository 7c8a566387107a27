import type { StoredWeight } from '@sigmastream/checkpoint'

/** Frequencies, in the single file only: diffusers computes them, and so do the graphs. */
const COMPUTED = /\.(?:rotary_pos_emb|rope)\.inv_freq$/

/**
 * Whether a weight says nothing of a model: it can be computed, or has no elements, as one of Stable Audio 3 has none.
 */
export const isIdle = ({ name, shape }: Pick<StoredWeight, 'name' | 'shape'>): boolean =>
  COMPUTED.test(name) || shape.includes(0)
