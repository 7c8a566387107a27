import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * Samples of which each is made of one of those given, in an array of its own. (`Float32Array.from` keeps a number of its
 * own for each of millions of samples on the way.)
 */
export const mapSamples = (
  samples: ReadonlyF32,
  make: (sample: number, at: number) => number,
): Float32Array<ArrayBuffer> => {
  const made = new Float32Array(samples.length)
  // below the length
  for (let at = 0; at < made.length; at++) made[at] = make(samples[at]!, at)
  return made
}
