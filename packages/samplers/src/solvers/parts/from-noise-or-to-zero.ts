import { type Gate, toZero } from '@sigmastream/core'
import { pureNoise } from '@sigmastream/core/schedules'

/**
 * An interval that begins at pure noise or ends at 0: a derivative in sigma taken at two places of it says nothing of the
 * whole, and Euler's step, which goes straight from what is known, is all there is.
 */
export const fromNoiseOrToZero: Gate = (at) => toZero(at) || at.from >= pureNoise
