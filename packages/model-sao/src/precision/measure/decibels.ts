import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * A signal above its error, in dB, from the energies of both: infinite where there is no error, and negatively where the
 * error is beyond all numbers.
 */
export const decibels = (signal: number, noise: number): number => {
  if (noise === 0) return Infinity
  return Number.isFinite(noise) ? 10 * Math.log10(signal / noise) : -Infinity
}

/** `exact` above its difference from `rounded`, in dB, over all of them together; in float64. Both are of one shape. */
export const decibelsAbove = (exact: readonly ReadonlyF32[], rounded: readonly ReadonlyF32[]): number => {
  let [signal, noise] = [0, 0]
  exact.forEach((values, at) => {
    for (let i = 0; i < values.length; i++) {
      // Both have as many values.
      signal += values[i]! ** 2
      noise += (values[i]! - rounded[at]![i]!) ** 2
    }
  })
  return decibels(signal, noise)
}
