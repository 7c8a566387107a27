import { timeOfSigma } from './flow-time.js'
import type { ShiftedTimes } from './shifted-times.js'
import type { TimeShift } from './time-shift.js'

/** `steps` + 1 even numbers from one to another as `torch.linspace` has them in float32: each half from its own end. */
export const evenFloat32 = (from: number, to: number, steps: number): readonly number[] => {
  const { fround } = Math
  const [first, last] = [fround(from), fround(to)]
  const step = fround(fround(last - first) / steps)
  const half = (steps + 1) / 2
  return Array.from({ length: steps + 1 }, (_, i) =>
    fround(i < Math.floor(half) ? first + step * i : last - step * (steps - i)),
  )
}

/** A shift as PyTorch computes it in float32. */
export const float32Of = ({ timeAt, float32At = (even) => Math.fround(timeAt(even)) }: TimeShift) => float32At

/** The time at which a list begins, in float32. */
export const firstFloat32 = ({ sigmaMax }: Pick<Required<ShiftedTimes>, 'sigmaMax'>): number =>
  Math.fround(timeOfSigma(sigmaMax))
