/** Complex numbers as two arrays of equal length. */
export interface Complex {
  readonly re: Float64Array
  readonly im: Float64Array
}

/**
 * The discrete Fourier transform X[k] = sum_n x[n] exp(-2 pi i n k / size), in place, for a size that is a power of two
 * (Cooley and Tukey 1965: decimation in time, radix 2). Tables are made once for a size.
 */
export const fourierTransform = (size: number): ((x: Complex) => void) => {
  const bits = Math.log2(size)
  const reversed = Uint32Array.from({ length: size }, (_, i) =>
    Array.from({ length: bits }, (__, bit) => ((i >> bit) & 1) << (bits - 1 - bit)).reduce((sum, n) => sum + n, 0),
  )
  const cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size))
  const sin = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size))
  // Every index below is under `size`: i, j = reversed[i], and a, b = a + half inside each butterfly's block.
  return ({ re, im }) => {
    for (let i = 0; i < size; i++) {
      const j = reversed[i]!
      if (j > i) {
        const [r, m] = [re[i]!, im[i]!]
        re[i] = re[j]!
        im[i] = im[j]!
        re[j] = r
        im[j] = m
      }
    }
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half)
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const c = cos[k * stride]!
          const s = sin[k * stride]!
          const a = start + k
          const b = a + half
          const r = re[b]! * c + im[b]! * s
          const m = im[b]! * c - re[b]! * s
          re[b] = re[a]! - r
          im[b] = im[a]! - m
          re[a] = re[a]! + r
          im[a] = im[a]! + m
        }
      }
    }
  }
}
