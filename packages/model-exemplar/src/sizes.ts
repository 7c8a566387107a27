/** The hop in samples: the power of two nearest to 11.6 ms, 512 at 44.1 kHz. */
export const hopFor = (sampleRate: number): number => 2 ** Math.max(2, Math.round(Math.log2(0.0116 * sampleRate)))

/** The most frames that are learnt, all clips and shifts together. */
export const mostFrames = 8192
