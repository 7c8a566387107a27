import type { Interval } from '../interval.js'
import type { Latent } from '../latent.js'
import type { Shape } from '../shape.js'

/** The name of one use of noise within a step, such as `reference` or `ancestral`: each lane has noise of its own. */
export type Lane = string

/** One draw: which lane, at which interval. */
export interface Draw {
  readonly lane: Lane
  readonly at: Interval
}

/**
 * Standard normal noise as a pure function: the same question has the same answer, whatever was asked before.
 * A source that cannot answer (a tape that is too short) throws; the stage that asked turns that into `NoiseFailed`.
 */
export type NoiseSource = (query: Draw & { readonly shape: Shape }) => Latent
