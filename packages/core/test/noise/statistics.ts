/** What a large sample says of its law, for tests with fixed seeds. */

export const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, v) => sum + v, 0) / x.length

/** The mean of the k-th power. */
export const moment = (x: ArrayLike<number>, k: number): number => mean(Array.from(x, (v) => v ** k))

/** The mean of the product: the correlation of standard normals. */
export const correlation = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  mean(Array.from(x, (v, i) => v * (y[i] ?? NaN)))

/** The standard normal distribution function, by Simpson's rule from 0: 1e-5 for |x| < 7. */
const normalCdf = (x: number): number => {
  const n = 60
  const h = x / n
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
  const inner = Array.from({ length: n - 1 }, (_, i) => (i % 2 === 0 ? 4 : 2) * density((i + 1) * h)).reduce(
    (a, b) => a + b,
    0,
  )
  return 0.5 + ((density(0) + inner + density(x)) * h) / 3
}

/**
 * Kolmogorov and Smirnov's distance from the standard normal law, times sqrt(n): 1.63 is passed once in 100 samples.
 */
export const kolmogorovSmirnov = (x: ArrayLike<number>): number => {
  const sorted = Float64Array.from(x).toSorted()
  const n = sorted.length
  return (
    Math.sqrt(n) * sorted.reduce((worst, v, i) => Math.max(worst, normalCdf(v) - i / n, (i + 1) / n - normalCdf(v)), 0)
  )
}
