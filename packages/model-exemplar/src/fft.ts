/** Complex numbers as two arrays of equal length. */
export interface Complex {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Two stages of the transform in one, on blocks of four times `quarter`; twiddles are `[quarter][cos, sin, cos, sin]`. */
interface DoubleStage {
  readonly quarter: number
  readonly twiddles: Float64Array
}

const doubleStage = (quarter: number): DoubleStage => ({
  quarter,
  twiddles: Float64Array.from({ length: 4 * quarter }, (_, i) => {
    const angle = ((i & 2) === 0 ? 2 : 1) * ((Math.PI * (i >> 2)) / (2 * quarter))
    return (i & 1) === 0 ? Math.cos(angle) : Math.sin(angle)
  }),
})

/** Every number is read and written once for two stages: that is what a transform of this size takes its time for. */
const applyDoubleStage = ({ re, im }: Complex, { quarter, twiddles }: DoubleStage): void => {
  // start, k and what is added to them stay below the size
  for (let start = 0; start < re.length; start += 4 * quarter) {
    for (let k = 0; k < quarter; k++) {
      const c = twiddles[4 * k]!
      const s = twiddles[4 * k + 1]!
      const d = twiddles[4 * k + 2]!
      const t = twiddles[4 * k + 3]!
      const a = start + k
      const b = a + quarter
      const e = b + quarter
      const f = e + quarter
      const br = re[b]! * c + im[b]! * s
      const bi = im[b]! * c - re[b]! * s
      const fr = re[f]! * c + im[f]! * s
      const fi = im[f]! * c - re[f]! * s
      const sumR = re[a]! + br
      const sumI = im[a]! + bi
      const gapR = re[a]! - br
      const gapI = im[a]! - bi
      const otherSumR = re[e]! + fr
      const otherSumI = im[e]! + fi
      const otherGapR = re[e]! - fr
      const otherGapI = im[e]! - fi
      const xr = otherSumR * d + otherSumI * t
      const xi = otherSumI * d - otherSumR * t
      // a quarter of a turn further on: times -i
      const yr = otherGapI * d - otherGapR * t
      const yi = -(otherGapR * d + otherGapI * t)
      re[a] = sumR + xr
      im[a] = sumI + xi
      re[b] = gapR + yr
      im[b] = gapI + yi
      re[e] = sumR - xr
      im[e] = sumI - xi
      re[f] = gapR - yr
      im[f] = gapI - yi
    }
  }
}

/**
 * The discrete Fourier transform X[k] = sum_n x[n] exp(-2 pi i n k / size), in place, for a size that is a power of two
 * (Cooley and Tukey 1965: decimation in time, radix 2, two stages at once). Tables are made once for a size.
 */
export const fourierTransform = (size: number): ((x: Complex) => void) => {
  const bits = Math.log2(size)
  const reversed = Uint32Array.from({ length: size }, (_, i) =>
    Array.from({ length: bits }, (__, bit) => ((i >> bit) & 1) << (bits - 1 - bit)).reduce((sum, n) => sum + n, 0),
  )
  // of an odd number of stages the first, which has no twiddle, is alone
  const single = bits % 2
  const stages = Array.from({ length: (bits - single) / 2 }, (_, i) => doubleStage(4 ** i * 2 ** single))
  // Every index below is under `size`: i, j = reversed[i], and i + 1 for even i.
  return (x) => {
    const { re, im } = x
    for (let i = 0; i < size; i++) {
      const j = reversed[i]!
      if (j > i) {
        const r = re[i]!
        const m = im[i]!
        re[i] = re[j]!
        im[i] = im[j]!
        re[j] = r
        im[j] = m
      }
    }
    if (single === 1)
      for (let i = 0; i < size; i += 2) {
        const r = re[i + 1]!
        const m = im[i + 1]!
        re[i + 1] = re[i]! - r
        im[i + 1] = im[i]! - m
        re[i] = re[i]! + r
        im[i] = im[i]! + m
      }
    for (const stage of stages) applyDoubleStage(x, stage)
  }
}
