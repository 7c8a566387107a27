/** How samples are stored in a file that is written: whole numbers of 16 or 24 bits, or 32-bit floats (WAV only). */
export type SampleEncoding = 'pcm16' | 'pcm24' | 'float32'

/**
 * A sample as a whole number of `bits` bits: times 2^(bits - 1), rounded to the nearest (ties up), and clipped to
 * -2^(bits - 1) .. 2^(bits - 1) - 1. No dither. Reading divides by the same 2^(bits - 1), so what was read is written
 * back bit for bit; full scale itself, 1, is one step above the largest positive value and clips to it.
 */
export const toPcm = (sample: number, bits: 16 | 24): number => {
  const scale = bits === 16 ? 2 ** 15 : 2 ** 23
  return Math.max(-scale, Math.min(scale - 1, Math.round(sample * scale)))
}
