/**
 * How far beyond full scale, or beyond what it is from where that is louder still, sound may be: 40 dB. It is more than
 * any model adds to what it has heard, and 16 bits, brought down by that, still hold 56 dB of the sound. What is
 * further is no loud result: it ran away.
 */
export const farthest = 100

/** A peak in decibels above full scale, to read. */
export const beyond = (peak: number): string => `${(20 * Math.log10(peak)).toFixed(0)} dB`
