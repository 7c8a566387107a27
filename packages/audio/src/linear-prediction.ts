import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * The coefficients a[1..order] of x[n] = sum a[i] x[n - i], by Burg, "Maximum entropy spectral analysis" (1975): always
 * a stable filter.
 */
const burgCoefficients = (samples: ReadonlyF32, order: number): Float64Array => {
  const [forward, backward] = [Float64Array.from(samples), Float64Array.from(samples)]
  const [a, before] = [new Float64Array(order), new Float64Array(order)]
  // n runs inside both errors, and i inside the order coefficients
  for (let m = 1; m <= order; m++) {
    let [product, energy] = [0, 0]
    for (let n = m; n < forward.length; n++) {
      const [f, b] = [forward[n]!, backward[n - 1]!]
      product += f * b
      energy += f * f + b * b
    }
    const k = energy === 0 ? 0 : (2 * product) / energy
    before.set(a)
    for (let i = 1; i < m; i++) a[i - 1] = before[i - 1]! - k * before[m - 1 - i]!
    a[m - 1] = k
    for (let n = forward.length - 1; n >= m; n--) {
      const [f, b] = [forward[n]!, backward[n - 1]!]
      forward[n] = f - k * b
      backward[n] = b - k * f
    }
  }
  return a
}

/** Coefficients at most, unless it is said; a third of the samples where these are few. */
const mostOrder = 64

/**
 * The `count` samples that linear prediction of `order` coefficients expects after `samples`: tones go on, noise dies
 * away. How lost samples of music are extrapolated in Kauppinen and Roth, "Audio signal extrapolation" (2002). Zeros
 * where there are fewer than 3 samples to learn from.
 */
export const extrapolate = (samples: ReadonlyF32, count: number, order = mostOrder): Float64Array => {
  const a = burgCoefficients(samples, Math.min(order, Math.floor(samples.length / 3)))
  const out = new Float64Array(a.length + count)
  out.set(samples.slice(samples.length - a.length))
  // a.length values lie before n
  for (let n = a.length; n < out.length; n++) {
    let sum = 0
    for (let i = 0; i < a.length; i++) sum += a[i]! * out[n - 1 - i]!
    out[n] = sum
  }
  return out.subarray(a.length)
}
