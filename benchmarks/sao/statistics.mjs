// Figures of samples.

/**
 * The middle of the samples, or the mean of the two in the middle.
 *
 * @param {readonly number[]} samples at least one
 */
export const median = (samples) => {
  const sorted = samples.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}

/**
 * Median and extremes of times in seconds, and the highest of the peaks in bytes.
 *
 * @param {readonly import('./contender.mjs').Measured[]} measured at least one
 */
export const figuresOf = (measured) => {
  const samples = measured.flatMap((one) => one.samples)
  return {
    median: median(samples),
    spread: [Math.min(...samples), Math.max(...samples)],
    peak: Math.max(...measured.map(({ peak }) => peak)),
    samples,
    loads: measured.flatMap(({ load }) => (load === undefined ? [] : [load])),
  }
}
