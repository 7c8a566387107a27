/** A windowed sinc: `zeroCrossings` on each side, cut off at `rolloff` of the lower Nyquist frequency. */
export interface Kernel {
  readonly zeroCrossings: number
  readonly rolloff: number
  /** The window at `x` in -1 .. 1; 0 outside. */
  readonly window: (x: number) => number
}

/** The modified Bessel function of the first kind of order 0, by its power series (Abramowitz and Stegun, 9.6.12). */
const besselI0 = (x: number): number => {
  let [sum, term] = [1, 1]
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

const kaiser =
  (beta: number) =>
  (x: number): number =>
    besselI0(beta * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(beta)

/**
 * The kernels by name. `torchaudio` is `torchaudio.functional.resample` with its defaults (`sinc_interp_hann`, width 6,
 * rolloff 0.99). `best` is the same function as its tutorial calls `kaiser_best` (`sinc_interp_kaiser`, width 64,
 * rolloff 0.9475937167399596, beta 14.769656459379492).
 */
export const kernels = {
  torchaudio: { zeroCrossings: 6, rolloff: 0.99, window: (x: number): number => Math.cos((Math.PI / 2) * x) ** 2 },
  best: { zeroCrossings: 64, rolloff: 0.9475937167399596, window: kaiser(14.769656459379492) },
} as const satisfies Readonly<Record<string, Kernel>>

/** The kernel at `t`, in zero crossings from its middle. */
export const kernelAt = ({ zeroCrossings, window }: Kernel, t: number): number =>
  t === 0 ? 1 : Math.abs(t) >= zeroCrossings ? 0 : (Math.sin(Math.PI * t) / (Math.PI * t)) * window(t / zeroCrossings)
