/** A filter of second order: `y = b0 x + b1 x1 + b2 x2 - a1 y1 - a2 y2`. */
interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/**
 * A shelf that lifts what lies above `hertz` by `gain` dB: what a head does to sound from the front.
 * ITU-R BS.1770-4 states its coefficients for 48 kHz only; these are the analogue filter behind them, so that other rates
 * have the same response. Source: De Man 2018, "Evaluation of implementations of the EBU R128 loudness measurement".
 */
const shelf = (sampleRate: number): Biquad => {
  const [gain, quality, hertz] = [3.999843853973347, 0.7071752369554196, 1681.974450955533]
  const [k, high] = [Math.tan((Math.PI * hertz) / sampleRate), 10 ** (gain / 20)]
  const middle = high ** 0.4996667741545416
  const a0 = 1 + k / quality + k * k
  return {
    b: [
      (high + (middle * k) / quality + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (middle * k) / quality + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / quality + k * k) / a0],
  }
}

/** What takes away what lies below some 40 Hz (RLB weighting), by the same source. */
const lowCut = (sampleRate: number): Biquad => {
  const [quality, hertz] = [0.5003270373238773, 38.13547087602444]
  const k = Math.tan((Math.PI * hertz) / sampleRate)
  const a0 = 1 + k / quality + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / quality + k * k) / a0] }
}

const filter = (samples: ArrayLike<number>, { b: [b0, b1, b2], a: [a1, a2] }: Biquad): Float64Array => {
  const out = new Float64Array(samples.length)
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i]! // i is below its length
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    out[i] = y
    ;[x2, x1, y2, y1] = [x1, x, y1, y]
  }
  return out
}

/** One channel weighted as the ear weighs it: the two filters of ITU-R BS.1770-4, annex 1, one after the other. */
export const kWeighted = (samples: ArrayLike<number>, sampleRate: number): Float64Array =>
  filter(filter(samples, shelf(sampleRate)), lowCut(sampleRate))
