/**
 * A signal above its error, in dB, from the energies of both: infinite where there is no error, and negatively where the
 * error is beyond all numbers.
 */
export const decibels = (signal: number, noise: number): number => {
  if (noise === 0) return Infinity
  return Number.isFinite(noise) ? 10 * Math.log10(signal / noise) : -Infinity
}
