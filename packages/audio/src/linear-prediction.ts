import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * The coefficients a[1..order] of x[n] = sum a[i] x[n - i], by Burg, "Maximum entropy spectral analysis" (1975): always
 * a stable filter.
 */
const burgCoefficients = (samples: ReadonlyF32, order: number): Float64Array => {
  let forward = Float64Array.from(samples)
  let backward = Float64Array.from(samples)
  let a = new Float64Array(order + 1)
  a[0] = 1
  // n runs inside both errors, and i inside the order + 1 coefficients
  for (let m = 1; m <= order; m++) {
    let [product, energy] = [0, 0]
    for (let n = m; n < forward.length; n++) {
      product += forward[n]! * backward[n - 1]!
      energy += forward[n]! ** 2 + backward[n - 1]! ** 2
    }
    const k = energy === 0 ? 0 : (-2 * product) / energy
    const [f, b, before] = [forward, backward, a]
    forward = f.map((value, n) => (n >= m ? value + k * b[n - 1]! : 0))
    backward = b.map((_, n) => (n >= m ? b[n - 1]! + k * f[n]! : 0))
    a = before.map((value, i) => (i <= m ? value + k * before[m - i]! : 0))
  }
  return a.map((value) => -value).subarray(1)
}

/** Coefficients at most; a third of the samples where these are few. */
const mostOrder = 64

/**
 * The `count` samples that linear prediction expects after `samples`: tones go on, noise dies away. How lost samples of
 * music are extrapolated in Kauppinen and Roth, "Audio signal extrapolation" (2002). Zeros where there are fewer than 3
 * samples to learn from.
 */
export const extrapolate = (samples: ReadonlyF32, count: number): Float64Array => {
  const a = burgCoefficients(samples, Math.min(mostOrder, Math.floor(samples.length / 3)))
  const out = new Float64Array(samples.length + count)
  out.set(samples.slice())
  // at least samples.length >= a.length values lie before n
  for (let n = samples.length; n < out.length; n++)
    out[n] = a.reduce((sum, weight, i) => sum + weight * out[n - 1 - i]!, 0)
  return out.subarray(samples.length)
}
