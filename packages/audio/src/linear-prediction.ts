import type { ReadonlyF32 } from '@sigmastream/core'

/**
 * The coefficients a[1..order] of x[n] = sum a[i] x[n - i], by Burg, "Maximum entropy spectral analysis" (1975): always
 * a stable filter. One pass over both errors for each coefficient: it takes the last one off and adds up the next.
 */
const burgCoefficients = (samples: ReadonlyF32, order: number): Float64Array => {
  const count = samples.length
  // of stage m, the error backward[n - m] stands beside forward[n]
  const [forward, backward] = [Float64Array.from(samples), Float64Array.from(samples)]
  const [a, before] = [new Float64Array(order), new Float64Array(order)]
  let product = 0
  let energy = 0
  // n runs inside both errors, and i inside the order coefficients
  for (let n = 1; n < count; n++) {
    const f = forward[n]!
    const b = backward[n - 1]!
    product += f * b
    energy += f * f + b * b
  }
  for (let m = 1; m <= order; m++) {
    const k = energy === 0 ? 0 : (2 * product) / energy
    before.set(a)
    for (let i = 1; i < m; i++) a[i - 1] = before[i - 1]! - k * before[m - 1 - i]!
    a[m - 1] = k
    product = 0
    energy = 0
    let last = 0
    for (let n = m; n < count; n++) {
      const f = forward[n]!
      const b = backward[n - m]!
      const ahead = f - k * b
      forward[n] = ahead
      backward[n - m] = b - k * f
      if (n > m) {
        product += ahead * last
        energy += ahead * ahead + last * last
      }
      last = b - k * f
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
  // without what is not to be gone on with, nothing needs to be learnt
  const a = burgCoefficients(samples, count === 0 ? 0 : Math.min(order, Math.floor(samples.length / 3)))
  const size = a.length
  const out = new Float64Array(size + count)
  out.set(samples.slice(samples.length - size))
  const whole = size - (size % 4)
  // size values lie before n
  for (let n = size; n < out.length; n++) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let i = 0; i < whole; i += 4) {
      s0 += a[i]! * out[n - 1 - i]!
      s1 += a[i + 1]! * out[n - 2 - i]!
      s2 += a[i + 2]! * out[n - 3 - i]!
      s3 += a[i + 3]! * out[n - 4 - i]!
    }
    for (let i = whole; i < size; i++) s0 += a[i]! * out[n - 1 - i]!
    out[n] = s0 + s1 + (s2 + s3)
  }
  return out.subarray(size)
}
